package dev.gatehouse.authserver.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.Corpus;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;

/**
 * Fuzzed by {@code .ci/fuzz}. Each line of an input is a part of one request, by its first character: {@code :} an
 * Authorization header, {@code #} the credentials of one of the Basic scheme before base64, {@code !} a DPoP header,
 * {@code &} a form parameter with its value.
 */
public class ClientAuthenticationConverterFuzzTests {

    private static final Set<String> METHODS =
            Set.of("none", "client_secret_basic", "client_secret_post", "private_key_jwt");

    private static final ClientAuthenticationConverter CONVERTER = new ClientAuthenticationConverter();

    static List<Named<byte[]>> corpus() {
        return Corpus.of(ClientAuthenticationConverterFuzzTests.class);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    @DisplayName("A2 a client authenticates by one method as one identity, or is refused")
    void holds(byte[] input) {
        fuzzerTestOneInput(input);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/token");
        Corpus.lines(input, 12).forEach(line -> add(request, line));
        OAuth2ClientAuthenticationToken read;
        try {
            read = (OAuth2ClientAuthenticationToken) CONVERTER.convert(request);
        } catch (ProtocolRefusal refusal) {
            assertThat(refusal.getError().getErrorCode())
                    .isIn("invalid_client", "invalid_request", "invalid_dpop_proof");
            return;
        }
        check(request, read);
    }

    private static void check(MockHttpServletRequest request, OAuth2ClientAuthenticationToken read) {
        String clientId = (String) read.getPrincipal();
        String method = read.getClientAuthenticationMethod().getValue();
        String bodyId = request.getParameter("client_id");
        assertThat(clientId).isNotEmpty().hasSizeLessThanOrEqualTo(255);
        assertThat(bodyId == null || bodyId.isBlank() || bodyId.equals(clientId))
                .isTrue();
        assertThat(method).isIn(METHODS);
        int headers = Collections.list(request.getHeaders("Authorization")).size();
        boolean secret = present(request.getParameter("client_secret"));
        boolean assertion = present(request.getParameter("client_assertion"));
        assertThat(headers + (secret ? 1 : 0) + (assertion ? 1 : 0)).isEqualTo(method.equals("none") ? 0 : 1);
        assertThat(headers == 1).isEqualTo(method.equals("client_secret_basic"));
        assertThat(secret).isEqualTo(method.equals("client_secret_post"));
        assertThat(read.getCredentials() == null).isEqualTo(method.equals("none"));
        assertThat(Collections.list(request.getHeaders("DPoP"))).hasSizeLessThan(2);
    }

    private static boolean present(String value) {
        return value != null && !value.isBlank();
    }

    private static void add(MockHttpServletRequest request, String line) {
        if (line.isEmpty()) {
            return;
        }
        String text = line.substring(1);
        switch (line.charAt(0)) {
            case ':' -> request.addHeader("Authorization", text);
            case '#' -> request.addHeader("Authorization", "Basic " + base64(text));
            case '!' -> request.addHeader("DPoP", text);
            case '&' -> {
                String[] parameter = text.split("=", 2);
                request.addParameter(parameter[0], parameter.length > 1 ? parameter[1] : "");
            }
            default -> {
                // No part of the request.
            }
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
