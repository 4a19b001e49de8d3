package dev.gatehouse.client.doctor;

import static dev.gatehouse.client.doctor.Check.Level.MUST;
import static dev.gatehouse.client.doctor.Check.Level.SHOULD;

import java.util.List;

/** Everything that is asked, in the order in which a client comes across it. */
public final class Checks {

    private Checks() {}

    public static final List<Check> ALL = List.of(
            new Check(
                    "tls",
                    MUST,
                    "Every URL is https, except on this computer",
                    "Serve it by https, and name it by its https URL in the metadata.",
                    ResourceChecks::tls),
            new Check(
                    "no-redirect",
                    MUST,
                    "The MCP endpoint answers itself, without a redirect",
                    "Answer POST at the URL that users are told, with and without a slash at its end; clients do not take a token elsewhere.",
                    ResourceChecks::noRedirect),
            new Check(
                    "unauthorized",
                    MUST,
                    "A call without a token is answered 401",
                    "Answer 401, not 403, 404 or a page, before looking at the call.",
                    ResourceChecks::unauthorized),
            new Check(
                    "challenge",
                    MUST,
                    "The 401 carries a challenge",
                    "Send WWW-Authenticate: Bearer resource_metadata=\"...\" (RFC 6750 section 3).",
                    ResourceChecks::challenge),
            new Check(
                    "challenge-metadata",
                    SHOULD,
                    "The challenge names the resource's metadata",
                    "Add resource_metadata with the URL of the metadata (RFC 9728 section 5.1).",
                    ResourceChecks::challengeNamesMetadata),
            new Check(
                    "challenge-scope",
                    SHOULD,
                    "The challenge names the scopes to ask for",
                    "Add scope with what the call needs, so that clients ask for no more.",
                    ResourceChecks::challengeNamesScopes),
            new Check(
                    "invalid-token",
                    MUST,
                    "A token that nobody issued is refused with invalid_token",
                    "Answer 401 with error=\"invalid_token\" in the challenge (RFC 6750 section 3.1).",
                    ResourceChecks::refusesRubbish),
            new Check(
                    "resource-metadata",
                    MUST,
                    "The resource publishes metadata",
                    "Serve a JSON object at /.well-known/oauth-protected-resource and the endpoint's path (RFC 9728).",
                    ResourceChecks::metadata),
            new Check(
                    "resource-well-known",
                    SHOULD,
                    "The metadata is at its well-known place too",
                    "Serve it there as well, for clients that do not read the challenge.",
                    ResourceChecks::wellKnown),
            new Check(
                    "resource-identifier",
                    MUST,
                    "The metadata is about this server",
                    "Set resource to the URL that users are told, or to a path above it (RFC 9728 section 3.3).",
                    ResourceChecks::identifier),
            new Check(
                    "resource-servers",
                    MUST,
                    "The metadata names an authorization server",
                    "Set authorization_servers to the issuer.",
                    ResourceChecks::namesServers),
            new Check(
                    "resource-scopes",
                    SHOULD,
                    "The metadata names the scopes",
                    "Set scopes_supported to what a new user needs.",
                    ResourceChecks::namesScopes),
            new Check(
                    "token-in-url",
                    MUST,
                    "No token is taken from a URL",
                    "Take query out of bearer_methods_supported, and refuse tokens there (OAuth 2.1 section 5.1).",
                    ResourceChecks::noTokensInUrls),
            new Check(
                    "resource-cors",
                    SHOULD,
                    "Web pages may read the resource's metadata",
                    "Send Access-Control-Allow-Origin: * with it; it holds no secret.",
                    ResourceChecks::metadataForPages),
            new Check(
                    "mcp-cors",
                    SHOULD,
                    "Web clients may call the MCP endpoint",
                    "Answer OPTIONS with the origins you allow, and Authorization among Access-Control-Allow-Headers.",
                    ResourceChecks::callsFromPages),
            new Check(
                    "issuer-metadata",
                    MUST,
                    "The authorization server publishes metadata",
                    "Serve it at /.well-known/oauth-authorization-server and the issuer's path (RFC 8414).",
                    IssuerChecks::metadata),
            new Check(
                    "issuer-forms",
                    SHOULD,
                    "It does so in every form that clients try",
                    "Serve the same document at the form that is missing.",
                    IssuerChecks::allForms),
            new Check(
                    "issuer-identifier",
                    MUST,
                    "The metadata's issuer is the one the resource names",
                    "Make both the same string, byte for byte; look for a slash at the end, a port, and what a proxy changes.",
                    IssuerChecks::sameIssuer),
            new Check(
                    "issuer-endpoints",
                    MUST,
                    "The metadata names the endpoints",
                    "Set authorization_endpoint and token_endpoint to absolute URLs.",
                    IssuerChecks::endpoints),
            new Check(
                    "code",
                    MUST,
                    "The response type code is supported",
                    "Set response_types_supported to [\"code\"].",
                    IssuerChecks::codes),
            new Check(
                    "pkce",
                    MUST,
                    "PKCE with S256 is supported and announced",
                    "Add S256 to code_challenge_methods_supported; MCP clients refuse to go on without it.",
                    IssuerChecks::pkce),
            new Check(
                    "pkce-plain",
                    SHOULD,
                    "PKCE with plain is not",
                    "Take plain out of code_challenge_methods_supported.",
                    IssuerChecks::noPlainPkce),
            new Check(
                    "old-grants",
                    MUST,
                    "The implicit and password grants are not offered",
                    "Switch them off (OAuth 2.1 section 10).",
                    IssuerChecks::noOldGrants),
            new Check(
                    "public-clients",
                    SHOULD,
                    "Clients without a secret are supported",
                    "Add none to token_endpoint_auth_methods_supported; most MCP clients can keep no secret.",
                    IssuerChecks::publicClients),
            new Check(
                    "refresh",
                    SHOULD,
                    "Refresh tokens are supported",
                    "Add refresh_token to grant_types_supported, so that people need not sign in each hour.",
                    IssuerChecks::refresh),
            new Check(
                    "iss-parameter",
                    SHOULD,
                    "Authorization responses carry iss",
                    "Send iss and announce it (RFC 9207).",
                    IssuerChecks::issParameter),
            new Check(
                    "registration",
                    MUST,
                    "A client that nobody set up can introduce itself",
                    "Support client metadata documents, or registration (RFC 7591).",
                    IssuerChecks::registration),
            new Check(
                    "client-metadata",
                    SHOULD,
                    "It can do so by a client metadata document",
                    "Support URLs as client identifiers, and set client_id_metadata_document_supported.",
                    IssuerChecks::clientDocuments),
            new Check(
                    "issuer-cors",
                    SHOULD,
                    "Web pages may read the authorization server's metadata",
                    "Send Access-Control-Allow-Origin: * with it.",
                    IssuerChecks::metadataForPages),
            new Check(
                    "token-cors",
                    SHOULD,
                    "Web clients may post to the token endpoint",
                    "Answer OPTIONS there, without credentials (no cookies).",
                    EndpointChecks::tokensForPages),
            new Check(
                    "open-redirect",
                    MUST,
                    "An unknown client's address is not redirected to",
                    "Show a page of your own until client_id and redirect_uri are known to belong together.",
                    EndpointChecks::noOpenRedirect),
            new Check(
                    "token-errors",
                    MUST,
                    "The token endpoint refuses with an OAuth error",
                    "Answer 400 or 401 with {\"error\":\"...\"} as JSON (RFC 6749 section 5.2).",
                    EndpointChecks::tokenErrors),
            new Check(
                    "token-cache",
                    MUST,
                    "The token endpoint's answers are not cached",
                    "Send Cache-Control: no-store.",
                    EndpointChecks::tokensNotCached),
            new Check(
                    "keys",
                    MUST,
                    "The published keys are public, and each has its own kid",
                    "Publish only the public part; if a private one was published, make a new key now.",
                    EndpointChecks::keys),
            new Check(
                    "token-audience",
                    MUST,
                    "The token held is for this resource alone",
                    "Issue tokens with the requested resource as aud, and refuse all others (RFC 8707).",
                    TokenChecks::audience),
            new Check(
                    "token-issuer",
                    MUST,
                    "The token held is of the authorization server named",
                    "Set iss to the issuer.",
                    TokenChecks::issuer),
            new Check(
                    "token-expiry",
                    MUST,
                    "The token held ends",
                    "Set exp, an hour from now or less.",
                    TokenChecks::expires));
}
