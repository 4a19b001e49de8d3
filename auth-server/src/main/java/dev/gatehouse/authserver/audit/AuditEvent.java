package dev.gatehouse.authserver.audit;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One fact for the record: who did what to what, with what outcome and why. Facts never hold a secret, a token or a code.
 *
 * @param type what happened, in the past tense, such as {@code consent.granted}
 * @param actor who did it: {@code person:<id>}, {@code client:<client_id>} or {@code system}
 * @param subject id of the person it concerns
 * @param reference the reference that the caller was shown, if any
 * @param facts what else decides: scopes asked and granted, the decision, the reason
 */
public record AuditEvent(
        String type,
        @Nullable String actor,
        @Nullable String subject,
        @Nullable String clientId,
        @Nullable String resource,
        Outcome outcome,
        @Nullable String reference,
        Map<String, String> facts) {

    /** Whether the thing asked for was done. */
    public enum Outcome {
        DONE,
        REFUSED
    }

    public AuditEvent {
        facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    }

    public static AuditEvent done(String type) {
        return new AuditEvent(type, null, null, null, null, Outcome.DONE, null, Map.of());
    }

    public static AuditEvent refused(String type) {
        return new AuditEvent(type, null, null, null, null, Outcome.REFUSED, null, Map.of());
    }

    public AuditEvent by(@Nullable String newActor) {
        return new AuditEvent(type, newActor, subject, clientId, resource, outcome, reference, facts);
    }

    public AuditEvent about(@Nullable String newSubject) {
        return new AuditEvent(type, actor, newSubject, clientId, resource, outcome, reference, facts);
    }

    public AuditEvent client(@Nullable String newClientId) {
        return new AuditEvent(type, actor, subject, newClientId, resource, outcome, reference, facts);
    }

    public AuditEvent resource(@Nullable String newResource) {
        return new AuditEvent(type, actor, subject, clientId, newResource, outcome, reference, facts);
    }

    public AuditEvent reference(@Nullable String newReference) {
        return new AuditEvent(type, actor, subject, clientId, resource, outcome, newReference, facts);
    }

    /** Adds one fact; a null value adds nothing. */
    public AuditEvent with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        Map<String, String> more = new TreeMap<>(facts);
        more.put(name, value.toString());
        return new AuditEvent(type, actor, subject, clientId, resource, outcome, reference, more);
    }
}
