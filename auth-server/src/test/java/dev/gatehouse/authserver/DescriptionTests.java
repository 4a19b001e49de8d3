package dev.gatehouse.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the descriptions say of the tests. */
class DescriptionTests {

    private static final Path ROOT = Path.of("..");

    private static final Pattern TEST_CLASS = Pattern.compile("`([A-Z][A-Za-z0-9]+(?:Tests|IT))`");

    @ParameterizedTest
    @ValueSource(strings = {"docs/threat-model.md", "docs/conformance.md"})
    @DisplayName("P21 names tests that are there")
    void namesTestsThatAreThere(String description) throws IOException {
        Set<String> named = new TreeSet<>();
        Matcher matcher = TEST_CLASS.matcher(Files.readString(ROOT.resolve(description)));
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        assertThat(named).hasSizeGreaterThan(20);
        assertThat(testClasses()).containsAll(named);
    }

    private static Set<String> testClasses() throws IOException {
        Set<String> found = new TreeSet<>();
        for (String module : Set.of("auth-server", "resource-server-demo", "mcp-client-demo")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                found.addAll(files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(".java"))
                        .map(name -> name.substring(0, name.length() - ".java".length()))
                        .collect(Collectors.toSet()));
            }
        }
        return found;
    }
}
