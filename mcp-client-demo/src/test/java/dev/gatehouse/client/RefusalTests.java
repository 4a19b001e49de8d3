package dev.gatehouse.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program must not go along with. In each case no code and no token may have left for anywhere. */
class RefusalTests extends CommandLineTest {

    private void refuses(String sentence) {
        Outcome refused = run("connect", mcp.url());

        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.err()).contains(sentence);
        assertThat(refused.out()).isEmpty();
        assertThat(as.tokenRequests).isEmpty();
        assertThat(mcp.messages).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "", "/"})
    @DisplayName("D5 refuses an answer that names another issuer, if only by a slash")
    void refusesAnAnswerOfAnotherIssuer(String suffixOrIssuer) {
        as.redirect = parameters -> parameters.put(
                "iss",
                suffixOrIssuer.startsWith("https")
                        ? suffixOrIssuer
                        : suffixOrIssuer.isEmpty() ? "" : as.issuer() + "/");

        refuses("Sign-in failed: the answer comes from");
    }

    @Test
    @DisplayName("D5 refuses an answer without iss where the metadata promises one")
    void refusesAnAnswerWithoutIssuer() {
        as.redirect = parameters -> parameters.remove("iss");

        refuses("but this one has none");
    }

    @Test
    @DisplayName("D5 compares iss even where it is not advertised")
    void comparesAnIssuerThatIsNotAdvertised() {
        as.metadata = document -> document.remove("authorization_response_iss_parameter_supported");
        as.redirect = parameters -> parameters.put("iss", "https://evil.example");

        refuses("the answer comes from");
    }

    @Test
    @DisplayName("D5 does not show the error of another issuer")
    void doesNotShowAStrangersError() {
        as.redirect = parameters -> {
            parameters.put("iss", "https://evil.example");
            parameters.put("error", "call_this_number");
        };

        assertThat(run("connect", mcp.url()).err()).doesNotContain("call_this_number");
    }

    @Test
    @DisplayName("Z5 refuses an answer with another state")
    void refusesAnotherState() {
        as.redirect = parameters -> parameters.put("state", "another");

        refuses("another state");
    }

    @Test
    @DisplayName("Z3 refuses an answer that repeats a parameter")
    void refusesARepeatedParameter() {
        as.redirect = parameters -> parameters.put("x", "1&iss=2");
        as.redirect = as.redirect.andThen(parameters -> parameters.put("code&code=x", "1"));

        refuses("the answer repeats the parameter code");
    }

    @Test
    @DisplayName("D3 refuses metadata of another issuer")
    void refusesMetadataOfAnotherIssuer() {
        as.metadata = document -> document.put("issuer", as.issuer() + "/");

        refuses("They must be the same string");
        assertThat(as.authorizations).isEmpty();
    }

    @Test
    @DisplayName("D4 refuses a server that does not support S256")
    void refusesAServerWithoutS256() {
        as.metadata = document ->
                document.putArray("code_challenge_methods_supported").add("plain");

        refuses("does not say that it supports PKCE with S256");
        assertThat(as.authorizations).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/mcp", "ORIGIN/mc", "ORIGIN/mcp/more", "ORIGIN/mcp#x", "mcp"})
    @DisplayName("X1 refuses metadata about another resource")
    void refusesAnotherResource(String resource) {
        mcp.metadata = document -> document.put("resource", resource.replace("ORIGIN", mcp.http.origin()));

        refuses("does not cover");
        assertThat(as.authorizations).isEmpty();
    }

    @Test
    @DisplayName("X1 takes a resource that is the origin, and sends it as it was published")
    void takesTheOriginAsResource() {
        mcp.metadata = document -> document.put("resource", mcp.http.origin() + "/");

        assertThat(run("connect", mcp.url()).status()).isZero();
        assertThat(as.authorizations.getFirst()).containsEntry("resource", mcp.http.origin() + "/");
    }

    @Test
    @DisplayName("N1 refuses http away from this computer, wherever the URL comes from")
    void refusesPlainHttp() {
        Outcome address = run("connect", "http://mcp.example/mcp");
        assertThat(address.status()).isEqualTo(2);
        assertThat(address.err()).contains("must be https");

        as.metadata = document -> document.put("token_endpoint", "http://as.example/token");
        refuses("token_endpoint must be https");
    }

    @Test
    @DisplayName("N1 follows no redirect with a code or a token")
    void followsNoRedirect() {
        as.http.on("/moved", exchange -> TestHttp.redirect(exchange, as.http.origin() + "/token"));
        as.metadata = document -> document.put("token_endpoint", as.http.origin() + "/moved");

        refuses("the token endpoint answers 302");
    }

    @Test
    void refusesATokenThatIsNotBearer() {
        as.tokenAnswer = answer -> answer.put("token_type", "DPoP");

        Outcome refused = run("connect", mcp.url());

        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.err()).contains("only Bearer is understood");
        assertThat(mcp.messages).isEmpty();
    }

    @Test
    void refusesAnOversizedDocument() {
        as.metadata = document -> document.put("padding", "x".repeat(300 * 1024));

        refuses("is larger than 256 KB");
    }

    @Test
    void stopsWhenTheServerRefusesTheTokenThatAPersonJustConsentedTo() {
        mcp.refused = "access-1-0123456789abcdef";
        mcp.challenge += ", error=\"invalid_token\", error_description=\"wrong audience\"";

        Outcome refused = run("connect", mcp.url());

        assertThat(refused.status()).isEqualTo(5);
        assertThat(refused.err()).contains("refuses the token that was just issued for it: wrong audience.");
        assertThat(as.authorizations).hasSize(1);
    }
}
