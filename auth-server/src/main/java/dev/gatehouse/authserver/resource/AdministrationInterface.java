package dev.gatehouse.authserver.resource;

import dev.gatehouse.authserver.web.Issuer;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Our own protected resource: the interface by which programs administer this server. It is always there, no row says so,
 * and nobody edits it. It is no MCP server, so it stands in no list of them and is nobody's default.
 */
public final class AdministrationInterface {

    /** Under the issuer. */
    public static final String PATH = "/admin/api";

    /** Lets a program read what administrators see. */
    public static final String READ = "gatehouse.admin.read";

    /** Lets a program do what administrators do. */
    public static final String WRITE = "gatehouse.admin.write";

    /** No MCP server may have a scope whose name begins so. */
    static final String RESERVED = "gatehouse.";

    private static final List<Scope> SCOPES = List.of(
            new Scope(READ, "See all that administrators see here", Risk.READ, List.of(), false, true),
            new Scope(
                    WRITE,
                    "Change clients, rules, MCP servers and people here, and end grants",
                    Risk.DESTRUCTIVE,
                    List.of(),
                    false,
                    true));

    private AdministrationInterface() {}

    /** What tokens for it carry as {@code aud}. */
    public static String uri(Issuer issuer) {
        return issuer.url(PATH);
    }

    static ResourceServer of(Issuer issuer) {
        return new ResourceServer(
                uri(issuer),
                "Gatehouse administration",
                SCOPES,
                Set.of(READ),
                "ES256",
                Duration.ofMinutes(10),
                Duration.ofHours(24),
                false);
    }

    /** Whether it is one of its scopes. */
    public static boolean has(Scope scope) {
        return scope.name().startsWith(RESERVED);
    }

    /** Whether the resource is this one: no other can have its scopes. */
    public static boolean is(ResourceServer resource) {
        return resource.scope(READ).isPresent();
    }
}
