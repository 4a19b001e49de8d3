package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.approval.ApprovalQueue;
import dev.gatehouse.authserver.audit.AuditEvent;
import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.client.ClientQuery;
import dev.gatehouse.authserver.handshake.HandshakePage;
import dev.gatehouse.authserver.handshake.HandshakeQuery;
import dev.gatehouse.authserver.handshake.HandshakeSummary;
import dev.gatehouse.authserver.handshake.HandshakeTimeline;
import dev.gatehouse.authserver.handshake.HandshakeUse;
import dev.gatehouse.authserver.keys.KeyAdministration;
import dev.gatehouse.authserver.oauth.AdministrationToken;
import dev.gatehouse.authserver.token.GrantFilter;
import dev.gatehouse.authserver.token.GrantQuery;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** How it goes: numbers, attempts of clients to connect, signing keys. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class OperationsApi {

    private final ApprovalQueue queue;

    private final ClientQuery clients;

    private final GrantQuery grants;

    private final HandshakeUse use;

    private final HandshakeQuery handshakes;

    private final KeyAdministration keys;

    private final AuditLog audit;

    OperationsApi(
            ApprovalQueue queue,
            ClientQuery clients,
            GrantQuery grants,
            HandshakeUse use,
            HandshakeQuery handshakes,
            KeyAdministration keys,
            AuditLog audit) {
        this.queue = queue;
        this.clients = clients;
        this.grants = grants;
        this.use = use;
        this.handshakes = handshakes;
        this.keys = keys;
        this.audit = audit;
    }

    /** What may need somebody; numbers are counted to 10,001. */
    @JsonNaming(SnakeCaseStrategy.class)
    record OverviewBody(
            int waitingClients,
            int clientsNewInWeek,
            int clientsUnusedFor30Days,
            int liveGrants,
            int grantsEndingInDay,
            int refusedHandshakesInDay) {}

    /** A signing key, no more of it than is published. */
    @JsonNaming(SnakeCaseStrategy.class)
    record KeyBody(
            String kid,
            String algorithm,
            String state,
            String publishedAt,
            String signsFrom,
            @Nullable String leavesAt) {}

    /** An attempt of a client to connect; with its steps where it is read alone. */
    @JsonNaming(SnakeCaseStrategy.class)
    record HandshakeBody(
            String id,
            @Nullable String clientId,
            @Nullable String clientName,
            String address,
            String startedAt,
            String lastAt,
            String state,
            String standing,
            @Nullable List<StepBody> steps) {

        static HandshakeBody of(HandshakeSummary summary, @Nullable List<StepBody> steps) {
            return new HandshakeBody(
                    summary.id().toString(),
                    summary.clientId(),
                    summary.clientName(),
                    summary.address(),
                    summary.startedAt().toString(),
                    summary.lastAt().toString(),
                    Faults.name(summary.state()),
                    summary.standing(),
                    steps);
        }
    }

    /** One step of it. */
    @JsonNaming(SnakeCaseStrategy.class)
    record StepBody(
            String step,
            String outcome,
            String at,
            @Nullable String error,
            @Nullable String reason,
            @Nullable String reference,
            Map<String, String> facts) {

        static StepBody of(HandshakeTimeline.Entry entry) {
            return new StepBody(
                    Faults.name(entry.step()),
                    Faults.name(entry.outcome()),
                    entry.at().toString(),
                    entry.error(),
                    entry.reason(),
                    entry.reference(),
                    entry.facts());
        }
    }

    @GetMapping("/admin/api/v1/overview")
    OverviewBody overview() {
        return new OverviewBody(
                queue.waiting(),
                clients.count(ClientQuery.Filter.registeredWithin(7)).counted(),
                clients.count(ClientQuery.Filter.unused(30)).counted(),
                grants.countLive(GrantFilter.ALL).counted(),
                grants.countEndingSoon().counted(),
                use.refusedToday().counted());
    }

    @GetMapping("/admin/api/v1/keys")
    Items<KeyBody> keys() {
        return Items.all(keys.keys().stream()
                .map(key -> new KeyBody(
                        key.kid(),
                        key.algorithm(),
                        Faults.name(key.state()),
                        key.publishedAt().toString(),
                        key.signsFrom().toString(),
                        GrantBody.text(key.leavesAt())))
                .toList());
    }

    /** Lets the next keys sign as soon as they have been published for long enough. */
    @PostMapping("/admin/api/v1/keys/rotate")
    Items<KeyBody> rotate(AdministrationToken caller) {
        keys.rotate(caller.administrator().actor());
        return keys();
    }

    @GetMapping("/admin/api/v1/handshakes")
    Items<HandshakeBody> handshakes(
            @RequestParam(name = "q", defaultValue = "") String search,
            @RequestParam(name = "refused", defaultValue = "false") String refused,
            @RequestParam(name = "after", defaultValue = "") String after) {
        if (!refused.matches("true|false")) {
            throw Faults.parameter("refused", "must be true or false");
        }
        int page = Items.page(after);
        HandshakePage found = handshakes.page(search.replace("\0", ""), refused.equals("true"), page);
        return Items.page(found.handshakes(), summary -> HandshakeBody.of(summary, null), page, found.pages());
    }

    @GetMapping("/admin/api/v1/handshakes/{id}")
    HandshakeBody handshake(@PathVariable String id, AdministrationToken caller) {
        HandshakeTimeline timeline = Preconditions.found(handshakes.find(Faults.id(id)));
        // Requirement L3: the steps tell from which addresses people came.
        audit.append(AuditEvent.done("handshake.viewed")
                .by(caller.administrator().actor())
                .client(timeline.summary().clientId())
                .with("handshake", timeline.summary().id()));
        return HandshakeBody.of(
                timeline.summary(),
                timeline.entries().stream().map(StepBody::of).toList());
    }
}
