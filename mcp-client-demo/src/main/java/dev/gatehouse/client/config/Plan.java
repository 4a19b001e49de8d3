package dev.gatehouse.client.config;

import dev.gatehouse.client.config.AdminApi.Reading;
import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What has to be changed, in the order in which that works: first what others name, removals in reverse at the end. */
public final class Plan {

    private final List<Change> changes = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Plan() {}

    /** Compares the files with what is there. */
    public static Plan of(Configuration configuration, AdminApi api, Wishes wishes) {
        Plan plan = new Plan();
        List<Change> removals = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (configuration.isAbout(kind)) {
                Map<String, ObjectNode> present = present(kind, api);
                configuration.of(kind).values().forEach(one -> plan.compare(one, present, api, wishes));
                if (wishes.prune()) {
                    present.keySet().removeAll(configuration.of(kind).keySet());
                    present.keySet().forEach(id -> plan.remove(kind, id, api, wishes, removals));
                }
            }
        }
        plan.changes.addAll(removals.reversed());
        return plan;
    }

    public boolean isEmpty() {
        return changes.isEmpty();
    }

    public boolean removesAnything() {
        return changes.stream().anyMatch(change -> change.action() == Change.Action.DELETE);
    }

    List<Change> changes() {
        return changes;
    }

    /** What a person should know beside the changes. */
    List<String> notes() {
        return notes;
    }

    void note(String sentence) {
        notes.add(sentence);
    }

    private static Map<String, ObjectNode> present(Kind kind, AdminApi api) {
        Map<String, ObjectNode> present = new LinkedHashMap<>();
        api.list(kind).forEach(item -> present.put(kind.id(item), kind.canonical(item)));
        return present;
    }

    private void compare(Described described, Map<String, ObjectNode> present, AdminApi api, Wishes wishes) {
        JsonNode listed = present.get(described.id());
        Fields fields = described.kind().fields();
        boolean again = wishes.setSecrets() && described.secret() != null;
        if (listed == null) {
            changes.add(creation(described));
        } else if (again
                || !Difference.between(fields, listed, described.wanted()).isEmpty()) {
            // The list has no versions, so it is read once more; what that says is what is compared.
            Optional<Reading> reading = api.read(described.kind(), described.id());
            if (reading.isEmpty()) {
                changes.add(creation(described));
                return;
            }
            JsonNode now = described.kind().canonical(reading.get().body());
            List<Difference> differences = Difference.between(fields, now, described.wanted());
            if (again || !differences.isEmpty()) {
                changes.add(Change.update(described, differences, reading.get().etag(), wishes.setSecrets()));
            }
        }
    }

    private static Change creation(Described described) {
        boolean bySecret = described.wanted().path("auth_method").asString("").startsWith("client_secret_");
        if (bySecret && described.secret() == null) {
            throw new Failure(
                    Step.FILES,
                    described.place() + ": the client " + described.id() + " is new, so its secret is needed: it "
                            + new Shape.Secret().words() + ".");
        }
        return Change.creation(described);
    }

    private void remove(Kind kind, String id, AdminApi api, Wishes wishes, List<Change> removals) {
        if (kind == Kind.CLIENT && id.equals(wishes.ownClient())) {
            note("The client " + id + " is not described, and stays: it is the one that does this.");
            return;
        }
        api.read(kind, id).ifPresent(reading -> removals.add(Change.removal(kind, id, reading.etag())));
    }
}
