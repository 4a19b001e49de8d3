package dev.gatehouse.client.config;

import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Json;
import dev.gatehouse.client.http.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Carries out a plan. Nothing is changed before the server has seen all of it and said that it would do it. */
public final class Execution {

    private final Plan plan;
    private final AdminApi api;
    private final Map<Change, ObjectNode> bodies = new HashMap<>();

    /** @throws Failure if a secret cannot be found */
    public Execution(Plan plan, AdminApi api, SecretSource secrets) {
        this.plan = plan;
        this.api = api;
        Mistakes mistakes = new Mistakes();
        for (Change change : plan.changes()) {
            bodies.put(change, body(change, secrets, mistakes));
        }
        mistakes.end(Step.FILES);
    }

    /**
     * Asks the server about each change without making it. What names something that is new itself cannot be asked about:
     * it is checked when its turn comes.
     *
     * @throws Failure that names every place that the server does not accept
     */
    public void check() {
        Mistakes mistakes = new Mistakes();
        Set<String> news = news();
        for (Change change : plan.changes()) {
            if (!names(change, news)) {
                switch (send(change, true)) {
                    case ChangeResult.Done done -> note(change, done);
                    case ChangeResult.Refused refused -> refused.refusal().addTo(mistakes, change);
                    case ChangeResult.Stale stale -> throw stale(change, 0);
                }
            }
        }
        mistakes.end(Step.CHECK);
    }

    private void note(Change change, ChangeResult.Done done) {
        int ended = done.answer().path("grants_ended").asInt(0);
        if (ended > 0) {
            plan.note("Removing the " + change.words() + " ends " + ended + (ended == 1 ? " grant." : " grants."));
        }
    }

    /** @return how many changes were made */
    public int run() {
        List<Change> changes = plan.changes();
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            switch (send(change, false)) {
                case ChangeResult.Done done -> {}
                case ChangeResult.Refused refused ->
                    throw new Failure(
                            Step.CHECK,
                            (change.described() == null
                                            ? ""
                                            : change.described().place() + ": ")
                                    + refused.refusal().sentence()
                                    + progress(i));
                case ChangeResult.Stale stale -> throw stale(change, i);
            }
        }
        return changes.size();
    }

    private ChangeResult send(Change change, boolean dryRun) {
        return api.change(change, bodies.getOrDefault(change, Json.MAPPER.createObjectNode()), dryRun);
    }

    private Failure stale(Change change, int made) {
        return new Failure(
                Step.CONFLICT,
                "somebody else changed the " + change.words() + " meanwhile." + progress(made)
                        + " Run it again: it compares afresh.");
    }

    private String progress(int made) {
        return made == 0
                ? " Nothing was changed."
                : " " + made + " of " + plan.changes().size() + " changes were made before.";
    }

    private static ObjectNode body(Change change, SecretSource secrets, Mistakes mistakes) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        Described described = change.described();
        if (described == null) {
            return body;
        }
        for (Field field : change.kind().fields().all()) {
            JsonNode value = described.wanted().path(field.name());
            if (!value.isMissingNode() && !value.isNull()) {
                body.set(field.name(), field.shape().sent(value));
            }
        }
        if (change.sendsSecret() && described.secret() != null) {
            Place place = described.source().at("/secret");
            body.put("secret", secrets.resolve(described.secret(), place, mistakes));
        }
        return body;
    }

    /** Names that the server does not know yet: of new things, and of scopes that are new in old ones. */
    private Set<String> news() {
        Set<String> news = new HashSet<>();
        for (Change change : plan.changes()) {
            if (change.action() == Change.Action.CREATE && !change.id().isEmpty()) {
                news.add(change.id());
            }
            if (change.kind() == Kind.SERVER && change.described() != null) {
                for (Difference difference : change.differences()) {
                    if (difference.from() == null && difference.to() != null) {
                        JsonNode added = difference.to();
                        news.add(
                                added.isString()
                                        ? added.stringValue()
                                        : added.path("name").asString(""));
                    }
                }
            }
        }
        return news;
    }

    private static boolean names(Change change, Set<String> news) {
        if (change.described() == null || change.kind() == Kind.SERVER) {
            return false;
        }
        for (var member : change.described().wanted().properties()) {
            boolean own = member.getValue().asString("").equals(change.id());
            if (!own && isAmong(member.getValue(), news)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAmong(JsonNode value, Set<String> news) {
        return value.isArray()
                ? value.valueStream().anyMatch(element -> isAmong(element, news))
                : value.isString() && news.contains(value.stringValue());
    }
}
