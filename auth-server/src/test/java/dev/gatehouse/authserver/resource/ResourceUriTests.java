package dev.gatehouse.authserver.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceUriTests {

    @ParameterizedTest
    @DisplayName("X3 spellings that no server tells apart are one")
    @CsvSource({
        "https://mcp1.test/mcp, https://mcp1.test/mcp",
        "HTTPS://MCP1.Test/mcp, https://mcp1.test/mcp",
        "https://mcp1.test:443/mcp, https://mcp1.test/mcp",
        "http://127.0.0.1:80/mcp, http://127.0.0.1/mcp",
        "https://mcp1.test/, https://mcp1.test",
        "https://mcp1.test:443, https://mcp1.test",
        "https://mcp1.test/?a=b, https://mcp1.test?a=b",
        "http://[::1]:9001/mcp, http://[::1]:9001/mcp",
        "http://[2001:DB8::1]/mcp, http://[2001:db8::1]/mcp",
    })
    void equates(String spelling, String canonical) {
        assertThat(ResourceUri.canonical(spelling)).hasValue(canonical);
        assertThat(ResourceUri.canonical(canonical)).hasValue(canonical);
    }

    @ParameterizedTest
    @DisplayName("X3 everything else is exact")
    @CsvSource({
        "https://mcp1.test/mcp, https://mcp1.test/mcp/",
        "https://mcp1.test, https://mcp1.test/mcp/",
        "https://mcp1.test/a/, https://mcp1.test/b/",
        "https://mcp1.test/mcp, https://mcp1.test/MCP",
        "https://mcp1.test/mcp, https://mcp1.test/mc%70",
        "https://mcp1.test/mcp, https://mcp1.test//mcp",
        "https://mcp1.test/mcp, https://mcp1.test/./mcp",
        "https://mcp1.test/mcp, https://mcp1.test/mcp?",
        "https://mcp1.test/mcp, https://mcp1.test:80/mcp",
        "https://mcp1.test/mcp, http://mcp1.test/mcp",
        "https://mcp1.test/mcp, https://mcp1.test./mcp",
        "http://127.0.0.1/mcp, http://localhost/mcp",
        "https://mcp1.test/%2f, https://mcp1.test/%2F",
    })
    void keepsApart(String one, String other) {
        assertThat(ResourceUri.canonical(one)).isPresent().isNotEqualTo(ResourceUri.canonical(other));
    }

    @ParameterizedTest
    @DisplayName("X2 what is no absolute http(s) URI, or has a fragment or a user, is none")
    @ValueSource(
            strings = {
                "",
                "mcp",
                "/mcp",
                "//mcp1.test/mcp",
                "https:",
                "https://",
                "https:///mcp",
                "https:/mcp1.test",
                "https:mcp1.test",
                "ftp://mcp1.test/mcp",
                "urn:mcp",
                "https://mcp1.test/mcp#",
                "https://mcp1.test/mcp#x",
                "https://user@mcp1.test/mcp",
                "https://user:pw@mcp1.test/mcp",
                "https://mcp1.test:/mcp",
                "https://mcp1.test:x/mcp",
                "https://mcp1.test:65536/mcp",
                "https://mcp1.test:443000/mcp",
                "https://mcp1.test/m cp",
                " https://mcp1.test/mcp",
                "https://mcp1.test/mcp ",
                "https://mcp1.test/mcp\n",
                "https://mcp1.test\\mcp",
                "https://mcp1%2etest/mcp",
                "https://mcp1\u3002test/mcp",
                "https://mcp1.test/\u00e4",
                "https://mcp1.test/%",
                "https://mcp1.test/%zz",
                "https://mcp1.test/<x>",
                "https://[::1/mcp",
                "https://[:21]/mcp",
                "https://[::00001]/mcp",
                "https://[127.0.0.1]/mcp"
            })
    void namesNone(String text) {
        assertThat(ResourceUri.canonical(text)).isEmpty();
    }

    @Test
    void isBounded() {
        String longest = "https://mcp1.test/" + "a".repeat(500 - 18);

        assertThat(ResourceUri.canonical(longest)).hasValue(longest);
        assertThat(ResourceUri.canonical(longest + "a")).isEmpty();
        assertThat(ResourceUri.canonical("https://mcp1.test/" + "%41".repeat(1_000_000)))
                .isEmpty();
    }
}
