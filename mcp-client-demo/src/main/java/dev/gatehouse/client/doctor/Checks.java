package dev.gatehouse.client.doctor;

import dev.gatehouse.client.doctor.Check.Level;
import java.util.List;
import java.util.function.Function;

/** Everything that is asked, in the order in which a client comes across it. */
public final class Checks {

    private Checks() {}

    public static final List<Check> ALL = List.of(
            must("tls", "Every URL is https, except on this computer", ResourceChecks::tls)
                    .change("Serve it by https, and name it by its https URL in the metadata."),
            must("no-redirect", "The MCP endpoint answers itself, without a redirect", ResourceChecks::noRedirect)
                    .change("Answer POST at the URL that users are told; clients take no token elsewhere."),
            must("unauthorized", "A call without a token is answered 401", ResourceChecks::unauthorized)
                    .change("Answer 401, not 403, 404 or a page, before looking at the call."),
            must("challenge", "The 401 carries a challenge", ResourceChecks::challenge)
                    .change("Send WWW-Authenticate: Bearer resource_metadata=\"...\" (RFC 6750 section 3)."),
            should("challenge-metadata", "The challenge names the resource's metadata", ResourceChecks::namesMetadata)
                    .change("Add resource_metadata with the URL of the metadata (RFC 9728 section 5.1)."),
            should("challenge-scope", "The challenge names the scopes to ask", ResourceChecks::scopesInChallenge)
                    .change("Add scope with what the call needs, so that clients ask for no more."),
            must("invalid-token", "A token that nobody issued is refused with 401", ResourceChecks::refusesRubbish)
                    .change("Answer 401 to every token that is not good, whatever is wrong with it."),
            should("invalid-token-error", "The refusal says invalid_token", ResourceChecks::saysInvalidToken)
                    .change("Add error=\"invalid_token\" to the challenge (RFC 6750 section 3.1)."),
            must("resource-metadata", "The resource publishes metadata", ResourceChecks::metadata)
                    .change("Serve JSON at /.well-known/oauth-protected-resource and your path (RFC 9728)."),
            should("resource-well-known", "The metadata is at its well-known place too", ResourceChecks::wellKnown)
                    .change("Serve it there as well, for clients that do not read the challenge."),
            must("resource-identifier", "The metadata is about this server", ResourceChecks::identifier)
                    .change("Set resource to the URL that users are told, or a path above it (RFC 9728)."),
            must("resource-servers", "The metadata names an authorization server", ResourceChecks::namesServers)
                    .change("Set authorization_servers to the issuer."),
            should("resource-scopes", "The metadata names the scopes", ResourceChecks::namesScopes)
                    .change("Set scopes_supported to what a new user needs."),
            must("token-in-url", "No token is taken from a URL", ResourceChecks::noTokensInUrls)
                    .change("Take query out of bearer_methods_supported, and refuse tokens there."),
            should("resource-cors", "Web pages may read the resource's metadata", ResourceChecks::metadataForPages)
                    .change("Send Access-Control-Allow-Origin: * with it; it holds no secret."),
            should("mcp-cors", "Web clients may call the MCP endpoint", ResourceChecks::callsFromPages)
                    .change("Answer OPTIONS, with Authorization among Access-Control-Allow-Headers."),
            must("issuer-metadata", "The authorization server publishes metadata", IssuerChecks::metadata)
                    .change("Serve it at /.well-known/oauth-authorization-server and the issuer's path (RFC 8414)."),
            should("issuer-forms", "It does so in every form that clients try", IssuerChecks::allForms)
                    .change("Serve the same document at the form that is missing."),
            must("issuer-identifier", "The metadata's issuer is the one the resource names", IssuerChecks::sameIssuer)
                    .change("Make both the same string; look for a slash at the end, a port, a proxy."),
            must("issuer-endpoints", "The metadata names the endpoints", IssuerChecks::endpoints)
                    .change("Set authorization_endpoint and token_endpoint to absolute URLs."),
            must("code", "The response type code is supported", IssuerChecks::codes)
                    .change("Set response_types_supported to [\"code\"]."),
            must("pkce", "PKCE with S256 is supported and announced", IssuerChecks::pkce)
                    .change("Add S256 to code_challenge_methods_supported; MCP clients refuse to go on without it."),
            should("pkce-plain", "PKCE with plain is not", IssuerChecks::noPlainPkce)
                    .change("Take plain out of code_challenge_methods_supported."),
            must("old-grants", "The implicit and password grants are not offered", IssuerChecks::noOldGrants)
                    .change("Switch them off (OAuth 2.1 section 10)."),
            should("public-clients", "Clients without a secret are supported", IssuerChecks::publicClients)
                    .change("Add none to token_endpoint_auth_methods_supported; most MCP clients can keep no secret."),
            should("refresh", "Refresh tokens are supported", IssuerChecks::refresh)
                    .change("Add refresh_token to grant_types_supported, so that people need not sign in each hour."),
            should("iss-parameter", "Authorization responses carry iss", IssuerChecks::issParameter)
                    .change("Send iss and announce it (RFC 9207)."),
            should("registration", "A client that nobody set up can introduce itself", IssuerChecks::registration)
                    .change("Support client metadata documents, or registration (RFC 7591)."),
            should("client-metadata", "It can do so by a client metadata document", IssuerChecks::clientDocuments)
                    .change("Support URLs as client identifiers, and set client_id_metadata_document_supported."),
            should("issuer-cors", "Web pages may read the server's metadata", IssuerChecks::metadataForPages)
                    .change("Send Access-Control-Allow-Origin: * with it."),
            should("token-cors", "Web clients may post to the token endpoint", EndpointChecks::tokensForPages)
                    .change("Answer OPTIONS there, without credentials (no cookies)."),
            must("open-redirect", "An unknown client's address is not redirected to", EndpointChecks::noOpenRedirect)
                    .change("Show a page of your own until client_id and redirect_uri are known to belong together."),
            must("token-errors", "The token endpoint refuses with an OAuth error", EndpointChecks::tokenErrors)
                    .change("Answer 400 or 401 with {\"error\":\"...\"} as JSON (RFC 6749 section 5.2)."),
            should("token-cache", "The token endpoint's answers are not cached", EndpointChecks::tokensNotCached)
                    .change("Send Cache-Control: no-store."),
            must("keys", "Keys are published, and nothing but their public part", EndpointChecks::keys)
                    .change("Publish only the public part; if a private one was published, make a new key now."),
            should("key-ids", "Each published key has its own kid", EndpointChecks::keyIds)
                    .change("Give each key a kid, so that verifiers find the right one while keys change."),
            must("token-audience", "The token held is for this resource", TokenChecks::audience)
                    .change("Issue tokens with the requested resource as aud (RFC 8707 section 2)."),
            should("token-audience-alone", "It is for no other resource", TokenChecks::audienceAlone)
                    .change("Issue a token for each resource; one that is good at two can be stolen at either."),
            must("token-issuer", "The token held is of the authorization server named", TokenChecks::issuer)
                    .change("Set iss to the issuer."),
            should("token-expiry", "The token held ends", TokenChecks::expires)
                    .change("Set exp, an hour from now or less."));

    private static Question must(String id, String asks, Function<Evidence, Verdict> examination) {
        return new Question(id, Level.MUST, asks, examination);
    }

    private static Question should(String id, String asks, Function<Evidence, Verdict> examination) {
        return new Question(id, Level.SHOULD, asks, examination);
    }

    /** A check that lacks its remedy. */
    private record Question(String id, Level level, String asks, Function<Evidence, Verdict> examination) {

        Check change(String remedy) {
            return new Check(id, level, asks, remedy, examination);
        }
    }
}
