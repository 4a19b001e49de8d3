/**
 * What turns an MCP server into an OAuth 2.1 protected resource. It depends on Spring Boot, Spring Security's resource
 * server, the servlet API and one validator of the MCP SDK, and on nothing else of this application: copy the package,
 * import {@link dev.gatehouse.resourceserver.protection.McpProtectionConfiguration} and set
 * {@code gatehouse.resource.*}.
 *
 * <p>A request to the MCP endpoint passes these stops, in this order; the first that refuses answers:
 * <ol>
 *   <li>{@code OriginFilter}: a browser page of an origin that is not listed gets 403 (against DNS rebinding).
 *   <li>Spring's CORS filter: answers the preflight of a listed origin.
 *   <li>{@code HeaderTokenResolver}: the token comes from the header, only from there, and only once.
 *   <li>{@code DPoPScheme}: under the DPoP scheme the token is bound to a key, and the request has a proof of that key.
 *   <li>{@code AccessTokenDecoder} on {@code IssuerKeys}: RFC 9068 access token, ES256 or RS256, the exact issuer, this
 *       resource as the only audience, within its time. The keys come from the issuer's RFC 8414 metadata at the first
 *       token, so that the server starts without the issuer.
 *   <li>{@code ToolScopeFilter}: reads the bounded JSON-RPC message and asks {@code MessageGate} whether its
 *       {@code MirroredHeaders} say the same and which scopes it needs; what is missing is named all at once in a 403.
 *   <li>The MCP servlet. It sees a {@link dev.gatehouse.resourceserver.protection.Caller}, never the token.
 * </ol>
 * {@code Challenge} writes every refusal. {@code ResourceMetadata} is the RFC 9728 document, which anybody may read.
 */
@NullMarked
package dev.gatehouse.resourceserver.protection;

import org.jspecify.annotations.NullMarked;
