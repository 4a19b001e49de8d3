package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.audit.AuditEntry;
import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.client.ClientLabels;
import dev.gatehouse.authserver.user.People;
import dev.gatehouse.authserver.user.Person;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts entries of the record into words, with the names of the people in them. */
@Component
class Diary {

    private static final String PERSON = "person:";

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("approval.decided", "decided about an app"),
            Map.entry("approval.mode_set", "set the mode of approvals"),
            Map.entry("approval.requested", "asked for an app"),
            Map.entry("approval.undone", "undid a decision"),
            Map.entry("approval.rule_added", "added a rule"),
            Map.entry("approval.rule_deleted", "deleted a rule"),
            Map.entry("approval.rule_restored", "put a rule back"),
            Map.entry("client.added", "added a client"),
            Map.entry("client.blocked", "blocked a client"),
            Map.entry("client.disabled", "disabled a client"),
            Map.entry("client.enabled", "enabled a client"),
            Map.entry("client.registered", "registered itself"),
            Map.entry("client.label_undone", "undid what a client is called"),
            Map.entry("client.labelled", "changed what a client is called"),
            Map.entry("client.removed", "removed a client"),
            Map.entry("client.updated", "changed its registration"),
            Map.entry("consent.denied", "denied an agent"),
            Map.entry("consent.granted", "allowed an agent"),
            Map.entry("consent.rename_undone", "gave an agent its former name back"),
            Map.entry("consent.renamed", "renamed an agent"),
            Map.entry("consent.withdrawn", "took back an agent"),
            Map.entry("client.unused_deleted", "removed unused clients"),
            Map.entry("derivation_key.created", "made a key for refresh tokens"),
            Map.entry("derivation_key.removed", "removed a key for refresh tokens"),
            Map.entry("initial_access_token.created", "made an initial access token"),
            Map.entry("initial_access_token.revoked", "revoked an initial access token"),
            Map.entry("resource.added", "added an MCP server"),
            Map.entry("signing_key.activated", "let a new key sign"),
            Map.entry("signing_key.brought_forward", "brought a key forward"),
            Map.entry("signing_key.created", "made a signing key"),
            Map.entry("signing_key.dropped", "dropped a signing key"),
            Map.entry("signing_key.removed", "removed a signing key"),
            Map.entry("signing_key.retired", "retired a signing key"),
            Map.entry("access_token.revoked", "revoked an access token"),
            Map.entry("grant.revoked", "ended a grant"),
            Map.entry("grants.ended", "ended grants"),
            Map.entry("handshake.viewed", "opened a handshake"),
            Map.entry("keys.rotation_ordered", "rotated the keys"),
            Map.entry("notice.tested", "sent a test notice"),
            Map.entry("person.created", "made a person"),
            Map.entry("person.changed", "changed a person"),
            Map.entry("person.roles_changed", "changed somebody's roles"),
            Map.entry("person.email_changed", "changed a mail address"),
            Map.entry("person.disabled", "disabled a person"),
            Map.entry("person.enabled", "enabled a person"),
            Map.entry("person.invited", "invited a person"),
            Map.entry("person.password_reset", "reset a password"),
            Map.entry("person.password_changed", "changed their password"),
            Map.entry("person.password_set", "set their password by a link"),
            Map.entry("person.signed_in", "signed in"),
            Map.entry("person.signed_out", "signed out"),
            Map.entry("records.exported", "exported a list"),
            Map.entry("token.issued", "got a token"));

    private final People people;

    private final ClientLabels labels;

    Diary(People people, ClientLabels labels) {
        this.people = people;
        this.labels = labels;
    }

    List<DiaryLine> lines(List<AuditEntry> entries) {
        Map<UUID, Person> known =
                people.findAll(ids(entries)).stream().collect(Collectors.toMap(Person::id, Function.identity()));
        Map<String, String> called = labels.byClientId(entries.stream()
                .map(entry -> entry.event().clientId())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
        return entries.stream().map(entry -> line(entry, known, called)).toList();
    }

    private static DiaryLine line(AuditEntry entry, Map<UUID, Person> known, Map<String, String> called) {
        AuditEvent event = entry.event();
        String who = who(event.actor(), known);
        String whom = event.subject() == null ? null : name(event.subject(), known);
        return new DiaryLine(
                entry,
                who,
                WORDS.getOrDefault(event.type(), event.type()),
                who.equals(whom) ? null : whom,
                event.clientId() == null ? null : called.get(event.clientId()));
    }

    private static String who(@Nullable String actor, Map<UUID, Person> known) {
        if (actor == null) {
            return "Somebody";
        }
        if (actor.startsWith(PERSON)) {
            return name(actor.substring(PERSON.length()), known);
        }
        return actor.equals("system") ? "The server" : actor.replaceFirst("^client:", "Client ");
    }

    private static String name(String id, Map<UUID, Person> known) {
        Person person = uuid(id).map(known::get).orElse(null);
        return person == null ? id : person.displayName();
    }

    private static Set<UUID> ids(List<AuditEntry> entries) {
        Set<UUID> ids = new HashSet<>();
        for (AuditEntry entry : entries) {
            Stream.of(entry.event().actor(), entry.event().subject())
                    .filter(text -> text != null)
                    .map(text -> uuid(text.replaceFirst("^" + PERSON, "")))
                    .flatMap(Optional::stream)
                    .forEach(ids::add);
        }
        return ids;
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            // Not the id of a person.
            return Optional.empty();
        }
    }

    /** The words for each kind of entry, for the filter. */
    static Map<String, String> words() {
        return new HashMap<>(WORDS);
    }
}
