package dev.gatehouse.authserver.client;

import dev.gatehouse.authserver.secret.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** What a person agreed to deal with. When any of it changes, they are asked again (promise P09). */
public final class ClientIdentity {

    private ClientIdentity() {}

    public static byte[] hash(Client client) {
        List<String> parts = new ArrayList<>();
        parts.add(client.clientId());
        parts.add(client.clientName());
        parts.add(client.authMethod());
        parts.add(Objects.requireNonNullElse(client.homepage(), ""));
        // The address of keys, not the keys behind it: a client that rolls them is still the same (ruling 15).
        parts.add(client.keys() == null ? "" : client.keys().toString());
        parts.addAll(new TreeSet<>(client.redirectUris()));
        StringBuilder text = new StringBuilder();
        // Length first: joined by a mark alone, two different lists could read the same.
        parts.forEach(part -> text.append(part.length()).append(':').append(part));
        return Secrets.sha256(text.toString());
    }
}
