package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.secret.Secrets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a client is for administrators, who decide about it and name it: never the random {@code client_id} of one that
 * registers, which is the same when it registers again.
 *
 * @param kind how it is told from others
 * @param knownAs the address of its document, its {@code software_id}, or its {@code client_id} where an administrator set it
 *     up; else empty
 * @param redirectUris sorted; the port of a loopback address is left out, since it changes each time
 * @param hash of all that decides, the key under which it is stored
 */
public record LastingIdentity(Kind kind, String knownAs, String clientName, List<String> redirectUris, byte[] hash) {

    /** How a client is told from others. */
    public enum Kind {
        /** Its metadata document: its address, and what stands there (ruling 15). */
        DOCUMENT,
        /** Its {@code software_id} (RFC 7591 section 2) and where its answers go. */
        SOFTWARE,
        /** The name that it gives itself, if any, and where its answers go. */
        REDIRECTS,
        /** Its {@code client_id}, which an administrator chose: no stranger can be taken for it, whatever it says of itself. */
        CONFIGURED
    }

    private static final Pattern LOOPBACK_PORT =
            Pattern.compile("(http://(?:127\\.0\\.0\\.1|\\[::1]|localhost)):[0-9]{1,5}(?=[/?]|$)");

    private static final int LONGEST = 255;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    public LastingIdentity {
        redirectUris = List.copyOf(redirectUris);
    }

    /** @param metadata what the client said of itself, as JSON; null where it is not stored any more */
    public static LastingIdentity of(Client client, @Nullable String metadata) {
        String softwareId = client.source() == ClientSource.DCR ? softwareId(metadata) : null;
        TreeSet<String> redirects = new TreeSet<>();
        client.redirectUris().forEach(uri -> redirects.add(withoutPort(uri)));
        List<String> parts = new ArrayList<>();
        Kind kind = switch (client.source()) {
            case ADMIN -> Kind.CONFIGURED;
            case CIMD -> Kind.DOCUMENT;
            case DCR -> softwareId == null ? Kind.REDIRECTS : Kind.SOFTWARE;
        };
        parts.add(kind.name());
        String knownAs = switch (kind) {
            case DOCUMENT, CONFIGURED -> client.clientId();
            case SOFTWARE -> String.valueOf(softwareId);
            case REDIRECTS -> "";
        };
        parts.add(knownAs);
        switch (kind) {
            case DOCUMENT -> parts.add(HexFormat.of().formatHex(ClientIdentity.hash(client)));
            case SOFTWARE, REDIRECTS -> {
                // Who has a software_id may change its name with each version.
                parts.add(kind == Kind.REDIRECTS ? client.clientName() : "");
                parts.addAll(redirects);
            }
            case CONFIGURED -> {
                // Its administrator may describe it anew.
            }
        }
        return new LastingIdentity(kind, cut(knownAs), cut(client.clientName()), List.copyOf(redirects), hash(parts));
    }

    private static @Nullable String softwareId(@Nullable String metadata) {
        JsonNode id = metadata == null ? null : JSON.readTree(metadata).path("software_id");
        return id == null || !id.isString() ? null : id.stringValue();
    }

    private static byte[] hash(List<String> parts) {
        StringBuilder text = new StringBuilder();
        // Length first: joined by a mark alone, two different lists could read the same.
        parts.forEach(part -> text.append(part.length()).append(':').append(part));
        return Secrets.sha256(text.toString());
    }

    private static String withoutPort(String uri) {
        Matcher loopback = LOOPBACK_PORT.matcher(uri);
        return loopback.lookingAt() ? loopback.group(1) + uri.substring(loopback.end()) : uri;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
