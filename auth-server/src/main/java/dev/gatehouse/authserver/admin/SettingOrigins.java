package dev.gatehouse.authserver.admin;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.stereotype.Component;

/** Finds out where a configured value comes from. */
@Component
class SettingOrigins {

    static final String DEFAULT = "default";

    /** How the names of files that were read are kept; those on the class path came with the program. */
    private static final Pattern FILE = Pattern.compile("(class path resource|file|URL) \\[(?:[^]]*[/\\\\])?([^]]+)]");

    private static final Pattern PROFILE = Pattern.compile("application-([^.]+)\\..*");

    private final Environment environment;

    SettingOrigins(Environment environment) {
        this.environment = environment;
    }

    /** In words, such as {@code environment} or the name of a file, without its folder. */
    String of(String property) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            boolean here = source.getConfigurationProperty(name) != null
                    || source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT;
            if (here) {
                return words(source.getUnderlyingSource());
            }
        }
        return DEFAULT;
    }

    private static String words(@Nullable Object source) {
        String name = source instanceof PropertySource<?> named ? named.getName() : "";
        Matcher file = FILE.matcher(name);
        if (file.find()) {
            return file.group(1).startsWith("class") ? shipped(file.group(2)) : "file " + file.group(2);
        }
        return switch (name) {
            case "commandLineArgs" -> "command line";
            case "systemEnvironment" -> "environment";
            case "systemProperties" -> "system property";
            default -> "configuration";
        };
    }

    private static String shipped(String file) {
        Matcher profile = PROFILE.matcher(file);
        return profile.matches() ? "profile " + profile.group(1) : DEFAULT;
    }
}
