package dev.gatehouse.authserver.approval;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientIdentity;
import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.secret.Secrets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client is for those who approve it, never its random {@code client_id}: a client that registers again is the same.
 *
 * @param kind how it is told from others
 * @param knownAs the address of its document, or its {@code software_id}; empty where it has neither
 * @param redirectUris sorted; the port of a loopback address is left out, since it changes each time
 * @param hash of all that decides, the key under which it is stored
 */
record ApprovalIdentity(Kind kind, String knownAs, String clientName, List<String> redirectUris, byte[] hash) {

    /** How a client is told from others. */
    enum Kind {
        /** Its metadata document: its address, and what stands there (ruling 15). */
        DOCUMENT,
        /** Its {@code software_id} (RFC 7591 section 2) and where its answers go. */
        SOFTWARE,
        /** The name that it gives itself, if any, and where its answers go. */
        REDIRECTS
    }

    private static final Pattern LOOPBACK_PORT =
            Pattern.compile("(http://(?:127\\.0\\.0\\.1|\\[::1]|localhost)):[0-9]{1,5}(?=[/?]|$)");

    private static final int LONGEST = 255;

    ApprovalIdentity {
        redirectUris = List.copyOf(redirectUris);
    }

    /** @param softwareId as it registered it, if it did */
    static ApprovalIdentity of(Client client, @Nullable String softwareId) {
        TreeSet<String> redirects = new TreeSet<>();
        client.redirectUris().forEach(uri -> redirects.add(withoutPort(uri)));
        List<String> parts = new ArrayList<>();
        Kind kind = client.source() == ClientSource.CIMD
                ? Kind.DOCUMENT
                : softwareId == null ? Kind.REDIRECTS : Kind.SOFTWARE;
        parts.add(kind.name());
        String knownAs = switch (kind) {
            case DOCUMENT -> client.clientId();
            case SOFTWARE -> String.valueOf(softwareId);
            case REDIRECTS -> "";
        };
        parts.add(knownAs);
        if (kind == Kind.DOCUMENT) {
            parts.add(HexFormat.of().formatHex(ClientIdentity.hash(client)));
        } else {
            // Who has a software_id may change its name with each version.
            parts.add(kind == Kind.REDIRECTS ? client.clientName() : "");
            parts.addAll(redirects);
        }
        return new ApprovalIdentity(kind, cut(knownAs), cut(client.clientName()), List.copyOf(redirects), hash(parts));
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
