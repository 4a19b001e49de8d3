/**
 * The demo MCP server: a small back office whose tools agents may use with scoped access tokens.
 *
 * <ul>
 *   <li>{@code protection}: the duties of a protected resource; knows nothing of the rest and can be lifted out.
 *   <li>{@code mcp}: tools as values, their arguments and answers, on the MCP Java SDK's stateless transport.
 *   <li>{@code backoffice}: contacts, buckets and the outbox on stored data, and the tools that open them.
 * </ul>
 * {@code backoffice} uses {@code mcp}, which uses {@code protection}.
 */
@NullMarked
package dev.gatehouse.resourceserver;

import org.jspecify.annotations.NullMarked;
