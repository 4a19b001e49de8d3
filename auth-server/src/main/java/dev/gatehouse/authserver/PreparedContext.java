package dev.gatehouse.authserver;

import java.io.File;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.springframework.aot.AotDetector;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.ApplicationListener;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.ClassUtils;

/**
 * Has the server made by the classes that the packaged form was prepared with, where finding out anew which beans there are
 * would lead to the same. Those classes hold what the build decided: where anything is configured that may decide about a
 * bean, or the class path is another, the start finds out as ever, and takes longer.
 */
final class PreparedContext implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    private static final String PREPARED = AuthServerApplication.class.getName() + "__ApplicationContextInitializer";

    private static final List<ConfigurationPropertyName> SPRINGS = names("spring", "management", "server");

    /** Of {@link #SPRINGS}, what decides how a bean works and not whether there is one. All of our own is so. */
    private static final List<ConfigurationPropertyName> FREE = names(
            "management.server.address",
            "management.server.port",
            "server",
            "spring.application.name",
            "spring.application.pid",
            "spring.application.version",
            "spring.config",
            "spring.datasource.driver-class-name",
            "spring.datasource.hikari",
            "spring.datasource.password",
            "spring.datasource.url",
            "spring.datasource.username",
            "spring.mail",
            "spring.main.banner-mode",
            "spring.profiles");

    private static final List<String> BUT =
            List.of("server.forward-headers-strategy", "spring.mail.jndi-name", "spring.mail.test-connection");

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        if (ClassUtils.isPresent(PREPARED, getClass().getClassLoader())
                && SpringProperties.getProperty(AotDetector.AOT_ENABLED) == null
                && !System.getProperty("java.class.path").contains(File.pathSeparator)
                && fits(event.getEnvironment())) {
            SpringProperties.setFlag(AotDetector.AOT_ENABLED);
        }
    }

    /** Whether all that is configured leaves the beans to be those of the packaged configuration. */
    static boolean fits(ConfigurableEnvironment environment) {
        return ManagementPortType.get(environment) == ManagementPortType.DIFFERENT
                && BUT.stream().noneMatch(environment::containsProperty)
                && StreamSupport.stream(
                                ConfigurationPropertySources.get(environment).spliterator(), false)
                        .allMatch(PreparedContext::fits);
    }

    private static boolean fits(ConfigurationPropertySource source) {
        if (source.getUnderlyingSource() instanceof PropertySource<?> named
                && named.getName().contains("class path resource [application.yml]")) {
            return true;
        }
        return source instanceof IterableConfigurationPropertySource all
                ? all.stream().allMatch(name -> !within(SPRINGS, name) || within(FREE, name))
                : SPRINGS.stream()
                        .allMatch(root -> source.containsDescendantOf(root) == ConfigurationPropertyState.ABSENT);
    }

    private static boolean within(List<ConfigurationPropertyName> parents, ConfigurationPropertyName name) {
        return parents.stream().anyMatch(parent -> parent.equals(name) || parent.isAncestorOf(name));
    }

    private static List<ConfigurationPropertyName> names(String... names) {
        return Stream.of(names).map(ConfigurationPropertyName::of).toList();
    }
}
