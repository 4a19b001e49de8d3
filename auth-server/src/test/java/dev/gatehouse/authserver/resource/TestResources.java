package dev.gatehouse.authserver.resource;

import java.time.Duration;
import java.util.List;

/** Resources for tests. */
final class TestResources {

    static final String URI = "http://127.0.0.1:9001/mcp";

    private TestResources() {}

    static ResourceProperties.Server backoffice() {
        return new ResourceProperties.Server(
                URI,
                "Backoffice",
                Duration.ofMinutes(10),
                Duration.ofHours(24),
                "ES256",
                false,
                List.of(),
                List.of("http://127.0.0.1:9001/mcp/", "http://localhost:9001/"),
                List.of(
                        new ResourceProperties.ScopeEntry(
                                "mail.send", "Send mail as you", Risk.DESTRUCTIVE, List.of("send_mail"), false, false),
                        new ResourceProperties.ScopeEntry(
                                "crm.contacts.read",
                                "See contacts",
                                Risk.READ,
                                List.of("list_contacts", "find_contact"),
                                true,
                                false)));
    }

    static ResourceProperties.Server other(String uri) {
        return new ResourceProperties.Server(
                uri,
                "Other",
                Duration.ofMinutes(5),
                Duration.ofHours(8),
                "RS256",
                false,
                List.of("a"),
                List.of(),
                List.of(new ResourceProperties.ScopeEntry("a", "Do a", Risk.WRITE, List.of(), true, false)));
    }
}
