package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.client.ClientQuery;
import dev.gatehouse.authserver.client.ClientSummary;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.token.GrantFilter;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out whom, which client and which MCP server a search for grants names. */
@Component
class GrantSearch {

    /** Nothing has it: a name that nobody has finds nothing, never everything. */
    private static final UUID NOBODY = new UUID(0, 0);

    private final People people;

    private final ClientDirectory clients;

    private final ClientQuery clientQuery;

    private final ResourceDirectory resources;

    GrantSearch(People people, ClientDirectory clients, ClientQuery clientQuery, ResourceDirectory resources) {
        this.people = people;
        this.clients = clients;
        this.clientQuery = clientQuery;
        this.resources = resources;
    }

    /** What was typed, null where nothing was, and what it means. */
    record Wanted(
            @Nullable String person,
            @Nullable String client,
            @Nullable String resource,
            GrantFilter filter) {

        public boolean everything() {
            return filter.equals(GrantFilter.ALL);
        }

        public boolean known() {
            return !NOBODY.equals(filter.person()) && !NOBODY.equals(filter.client());
        }

        /** As a sentence goes on. */
        public String words() {
            StringBuilder words = new StringBuilder();
            if (person != null) {
                words.append(" of ").append(person);
            }
            if (client != null) {
                words.append(" of the client ").append(client);
            }
            if (resource != null) {
                words.append(" at ").append(resource);
            }
            return words.toString();
        }
    }

    Wanted read(HttpServletRequest request) {
        String person = text(request, "person");
        String client = text(request, "client");
        String resource = text(request, "resource");
        GrantFilter filter = new GrantFilter(
                id(
                        person,
                        name -> people.findByUsername(name).map(Person::id),
                        id -> people.find(id).map(Person::id)),
                id(
                        client,
                        name -> clients.findByClientId(name).map(Client::id),
                        id -> clientQuery.find(id).map(ClientSummary::id)),
                resource == null
                        ? null
                        : resources.find(resource).map(found -> found.uri()).orElse(resource));
        return new Wanted(person, client, resource, filter);
    }

    private static @Nullable UUID id(
            @Nullable String text, Function<String, Optional<UUID>> byName, Function<UUID, Optional<UUID>> byId) {
        if (text == null) {
            return null;
        }
        Optional<UUID> named = byName.apply(text);
        if (named.isEmpty() && text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            named = byId.apply(UUID.fromString(text));
        }
        return named.orElse(NOBODY);
    }

    private static @Nullable String text(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        String text = value == null ? "" : value.replace("\0", "").strip();
        return text.isEmpty() || text.length() > 500 ? null : text;
    }
}
