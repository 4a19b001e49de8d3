package dev.gatehouse.authserver.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.nimbusds.jose.jwk.JWKSet;
import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import dev.gatehouse.authserver.policy.RedirectUriPolicy.Registrability;
import dev.gatehouse.authserver.policy.ScopeNames;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.resource.Risk;
import dev.gatehouse.authserver.resource.Scope;
import dev.gatehouse.authserver.testing.Corpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mock.web.MockHttpServletRequest;

/**
 * Fuzzed by {@code .ci/fuzz}. The first line of an input is the address of a metadata document, all that follows is its
 * body, and the body of a registration too.
 */
public class ClientMetadataFuzzTests {

    private static final String ISSUER = "https://as.test";

    private static final RedirectUriPolicy POLICY =
            new RedirectUriPolicy(List.of("cursor://anysphere.cursor-mcp/oauth/callback"));

    private static final ClientMetadataRules RULES =
            new ClientMetadataRules(POLICY, ISSUER, new OfferedScopes(new OneResource()), Set.of("keys.internal"));

    private static final DocumentRules DOCUMENT_RULES = new DocumentRules(RULES);

    static List<Named<byte[]>> corpus() {
        return Corpus.of(ClientMetadataFuzzTests.class);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    @DisplayName("R4 R6 R8 M1 M3 a client is accepted within the rules, or refused")
    void holds(byte[] input) {
        fuzzerTestOneInput(input);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        String clientId = Corpus.lines(input, 2).getFirst();
        int start = 0;
        while (start < input.length && input[start] != '\n') {
            start++;
        }
        byte[] body = new byte[Math.max(0, input.length - start - 1)];
        System.arraycopy(input, input.length - body.length, body, 0, body.length);
        checkAddress(clientId);
        checkRegistered(body);
        checkDocument(clientId, body);
    }

    private static void checkAddress(String clientId) {
        if (!ClientIdUrl.wellFormed(clientId)) {
            return;
        }
        try {
            URI uri = new URI(clientId);
            assertThat(uri.getScheme()).isEqualTo("https");
            assertThat(uri.getHost()).isEqualTo(ClientIdUrl.host(clientId));
            assertThat(uri.getRawUserInfo()).isNull();
            assertThat(uri.getRawFragment()).isNull();
            assertThat(uri.getRawPath()).startsWith("/");
            assertThat(uri.getPort()).isLessThanOrEqualTo(65_535);
        } catch (URISyntaxException e) {
            fail(e);
        }
    }

    private static void checkRegistered(byte[] body) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/register");
        request.setContentType("application/json");
        request.setContent(body);
        try {
            check(RULES.apply(RegistrationBody.read(request)));
        } catch (RegistrationRefusal refusal) {
            check(refusal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checkDocument(String clientId, byte[] body) {
        try {
            ClientMetadata metadata = DOCUMENT_RULES.read(clientId, body);
            check(metadata);
            assertThat(metadata.authMethod()).isIn("none", "private_key_jwt");
            assertThat(metadata.hasSecret()).isFalse();
            assertThat(new String(body, StandardCharsets.UTF_8)).doesNotContain("\"client_secret\"");
        } catch (RegistrationRefusal refusal) {
            check(refusal);
        }
    }

    private static void check(RegistrationRefusal refusal) {
        assertThat(refusal.status().is4xxClientError()).isTrue();
        assertThat(refusal.description()).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
    }

    private static void check(ClientMetadata metadata) {
        assertThat(metadata.clientName()).isNotBlank().hasSizeLessThanOrEqualTo(255);
        assertThat(DisplayText.clean(metadata.clientName())).isEqualTo(metadata.clientName());
        assertThat(metadata.redirectUris()).hasSizeBetween(1, 20).doesNotHaveDuplicates();
        for (String uri : metadata.redirectUris()) {
            assertThat(POLICY.registrable(uri, ISSUER)).isInstanceOf(Registrability.Allowed.class);
        }
        assertThat(metadata.authMethod()).isIn("none", "client_secret_basic", "client_secret_post", "private_key_jwt");
        assertThat(metadata.grantTypes()).contains("authorization_code");
        assertThat(Set.of("authorization_code", "refresh_token")).containsAll(metadata.grantTypes());
        Set<String> names = new HashSet<>(ScopeNames.parse(metadata.scope()));
        assertThat(names).isNotEmpty();
        assertThat(Set.of("crm.contacts.read", "crm.notes.read", "offline_access"))
                .containsAll(names);
        assertThat(metadata.asMap()).doesNotContainKeys("client_secret", "client_id", "software_statement");
        metadata.descriptions().forEach((name, value) -> {
            assertThat(value).isNotEmpty().hasSizeLessThanOrEqualTo(2000);
            assertThat(!name.endsWith("_uri") || value.startsWith("https://")).isTrue();
        });
        checkKeys(metadata);
    }

    private static void checkKeys(ClientMetadata metadata) {
        assertThat(metadata.keys() != null).isEqualTo(metadata.authMethod().equals("private_key_jwt"));
        if (metadata.keys() == null) {
            return;
        }
        if (metadata.keys().jwksUri() != null) {
            assertThat(URI.create(metadata.keys().jwksUri()).getScheme()).isEqualTo("https");
            assertThat(URI.create(metadata.keys().jwksUri()).getPort()).isLessThanOrEqualTo(65_535);
            return;
        }
        try {
            JWKSet set = JWKSet.parse(metadata.keys().jwks());
            assertThat(set.getKeys()).noneMatch(key -> key.isPrivate() || key.toPublicJWK() == null);
        } catch (ParseException e) {
            fail(e);
        }
    }

    /** One scope by default, one on request, and one that no client gets that registered itself. */
    private static final class OneResource implements ResourceDirectory {

        private final ResourceServer resource = new ResourceServer(
                "https://mcp.test/mcp",
                "Test",
                List.of(
                        new Scope("crm.contacts.read", "See contacts", Risk.READ, List.of(), true, false),
                        new Scope("crm.notes.read", "See notes", Risk.READ, List.of(), true, false),
                        new Scope("mail.send", "Send mail", Risk.DESTRUCTIVE, List.of(), false, false)),
                Set.of("crm.contacts.read"),
                "ES256",
                Duration.ofMinutes(10),
                Duration.ofHours(24),
                false);

        @Override
        public Optional<ResourceServer> find(String uri) {
            return Optional.of(resource).filter(known -> known.uri().equals(uri));
        }

        @Override
        public List<ResourceServer> all() {
            return List.of(resource);
        }

        @Override
        public Optional<ResourceServer> defaultResource() {
            return Optional.of(resource);
        }
    }
}
