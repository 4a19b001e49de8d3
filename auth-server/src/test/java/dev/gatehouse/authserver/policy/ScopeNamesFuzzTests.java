package dev.gatehouse.authserver.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.client.ClientStatus;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.Risk;
import dev.gatehouse.authserver.resource.Scope;
import dev.gatehouse.authserver.testing.Corpus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fuzzed by {@code .ci/fuzz}. The lines of an input are the scopes of the resource (a {@code !} before one that only a
 * configured client gets), its default ones, what the client may have ({@code *} for no bound), its source and grants,
 * what it asks for, and what it was granted before.
 */
public class ScopeNamesFuzzTests {

    private static final String RESOURCE = "https://mcp.test/mcp";

    private static final Instant NOW = Instant.parse("2026-11-01T10:00:00Z");

    static List<Named<byte[]>> corpus() {
        return Corpus.of(ScopeNamesFuzzTests.class);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    @DisplayName("P06 R7 what is offered and issued is a part of what resource, client and grant have")
    void holds(byte[] input) {
        fuzzerTestOneInput(input);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        List<String> lines = Corpus.lines(input, 6);
        Set<String> asked = parse(lines.get(4));
        Set<String> granted = parse(lines.get(5));
        ResourceServer resource = resource(registrable(lines.get(0)), registrable(lines.get(1)));
        Client client = client(lines.get(2), lines.get(3));
        checkOffer(client, resource, asked);
        TokenDecision decision = TokenPolicy.decide(
                new TokenRequest(
                        client, resource, granted, asked, NOW, NOW.plus(Duration.ofHours(1)), AccessLimits.NONE),
                NOW);
        switch (decision) {
            case TokenDecision.Granted issued -> {
                Set<String> possible = grantable(client, resource);
                possible.add(ScopeNames.OFFLINE_ACCESS);
                assertThat(granted).containsAll(asked).containsAll(issued.scopes());
                assertThat(possible).containsAll(issued.scopes());
                assertThat(asked.isEmpty() || asked.containsAll(issued.scopes()))
                        .isTrue();
                assertThat(issued.scopes()).isNotEmpty().isNotEqualTo(Set.of(ScopeNames.OFFLINE_ACCESS));
            }
            case TokenDecision.Denied denied -> assertThat(denied.error()).isEqualTo("invalid_scope");
        }
    }

    /** No MCP server can have a scope of our own interface. */
    private static Set<String> registrable(String line) {
        Set<String> names = new LinkedHashSet<>(parse(line));
        names.removeIf(name -> name.startsWith("gatehouse.") || name.startsWith("!gatehouse."));
        return names;
    }

    private static void checkOffer(Client client, ResourceServer resource, Set<String> asked) {
        Set<String> grantable = grantable(client, resource);
        assertThat(TokenPolicy.grantable(client, resource, AccessLimits.NONE)).isEqualTo(grantable);
        OfferedScopes offered = TokenPolicy.offer(client, resource, asked, AccessLimits.NONE);
        assertThat(grantable).containsAll(offered.scopes());
        Set<String> wanted = new LinkedHashSet<>(grantable);
        wanted.retainAll(asked);
        if (wanted.isEmpty()) {
            assertThat(resource.defaultScopes()).containsAll(offered.scopes());
        } else {
            assertThat(offered.scopes()).isEqualTo(wanted);
        }
        assertThat(offered.offlineAccess())
                .isEqualTo(
                        asked.contains("offline_access") && client.grantTypes().contains("refresh_token"));
    }

    /** Every name that was parsed comes back from what is formatted. */
    private static Set<String> parse(String scope) {
        Set<String> names = ScopeNames.parse(scope);
        assertThat(names).noneMatch(name -> name.isEmpty() || name.indexOf(' ') >= 0);
        assertThat(ScopeNames.parse(ScopeNames.format(names))).containsExactlyElementsOf(names);
        assertThat(scope.replace(" ", "").length())
                .isGreaterThanOrEqualTo(String.join("", names).length());
        return names;
    }

    /** Told in another way than the policy does. */
    private static Set<String> grantable(Client client, ResourceServer resource) {
        Set<String> names = new LinkedHashSet<>();
        for (Scope scope : resource.scopes()) {
            boolean configured = client.source() == ClientSource.ADMIN;
            if ((configured || scope.selfRegistered())
                    && (client.scopes() == null || client.scopes().contains(scope.name()))) {
                names.add(scope.name());
            }
        }
        return names;
    }

    private static ResourceServer resource(Set<String> names, Set<String> defaults) {
        List<Scope> scopes = names.stream()
                .map(name -> new Scope(
                        name.startsWith("!") ? name.substring(1) : name,
                        "Do it",
                        Risk.READ,
                        List.of(),
                        !name.startsWith("!"),
                        false))
                .collect(Collectors.toList());
        return new ResourceServer(
                RESOURCE, "Test", scopes, defaults, "ES256", Duration.ofMinutes(10), Duration.ofHours(24), false);
    }

    private static Client client(String scopes, String kind) {
        return new Client(
                new UUID(0, 1),
                "app",
                "App",
                kind.startsWith("a") ? ClientSource.ADMIN : ClientSource.DCR,
                ClientStatus.ACTIVE,
                "none",
                kind.endsWith("r") ? Set.of("authorization_code", "refresh_token") : Set.of("authorization_code"),
                List.of("https://app.test/cb"),
                scopes.equals("*") ? null : ScopeNames.parse(scopes),
                Set.of(),
                null,
                null,
                null,
                NOW);
    }
}
