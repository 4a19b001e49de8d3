package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.consent.PersonEnding;
import dev.gatehouse.authserver.oauth.AdministrationToken;
import dev.gatehouse.authserver.user.Details;
import dev.gatehouse.authserver.user.PeopleAdministration;
import dev.gatehouse.authserver.user.PeopleAdministration.Invited;
import dev.gatehouse.authserver.user.PeopleQuery;
import dev.gatehouse.authserver.user.PersonEntry;
import dev.gatehouse.authserver.user.Role;
import dev.gatehouse.authserver.web.Issuer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The people: invited, given roles, groups and a mail address, disabled and enabled. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
class PeopleApi {

    private static final String LIST = "/admin/api/v1/people";

    private final PeopleQuery query;

    private final PeopleAdministration people;

    private final PersonEnding ending;

    private final Attempt attempt;

    private final Issuer issuer;

    PeopleApi(PeopleQuery query, PeopleAdministration people, PersonEnding ending, Attempt attempt, Issuer issuer) {
        this.query = query;
        this.people = people;
        this.ending = ending;
        this.attempt = attempt;
        this.issuer = issuer;
    }

    @GetMapping(LIST)
    Items<PersonBody> list(
            @RequestParam(name = "q", defaultValue = "") String search,
            @RequestParam(name = "role", defaultValue = "") String role,
            @RequestParam(name = "limit", defaultValue = "") String limit,
            @RequestParam(name = "after", defaultValue = "") String after) {
        int most = Items.limit(limit);
        PeopleQuery.Filter filter =
                new PeopleQuery.Filter(search.replace("\0", ""), Faults.choice("role", Role.class, role), null);
        UUID cursor = Faults.cursor(after);
        return Items.of(
                query.list(filter, PeopleQuery.Sort.NEWEST, cursor == null ? null : cursor.toString(), most + 1),
                most,
                entry -> PersonBody.of(entry, null),
                entry -> entry.person().id());
    }

    @GetMapping(LIST + "/{id}")
    ResponseEntity<PersonBody> one(@PathVariable String id) {
        return answer(HttpStatus.OK, Faults.id(id), null);
    }

    /** Invites somebody. The answer has the link, this once. */
    @PostMapping(LIST)
    ResponseEntity<PersonBody> invite(AdministrationToken caller, HttpServletRequest request) throws IOException {
        PersonBody body = JsonBody.read(request, PersonBody.class);
        Invited invited;
        try {
            invited = people.invite(
                    Faults.required(body.username(), "username"),
                    Faults.required(body.displayName(), "display_name"),
                    body.details(),
                    caller.administrator());
        } catch (IllegalArgumentException e) {
            throw Faults.body("", String.valueOf(e.getMessage()));
        }
        return answer(HttpStatus.CREATED, invited.person().id(), link(invited.link()));
    }

    /** Sets roles, groups, mail address and status. Disabling ends the sign-ins of the person and all that they gave. */
    @PutMapping(LIST + "/{id}")
    ResponseEntity<PersonBody> put(
            @PathVariable String id,
            @RequestParam(name = "dry_run", defaultValue = "") String dryRun,
            AdministrationToken caller,
            HttpServletRequest request)
            throws IOException {
        UUID key = Faults.id(id);
        PersonBody body = JsonBody.read(request, PersonBody.class);
        return attempt.make(dryRun, () -> {
            PersonEntry before = Preconditions.found(query.find(key));
            Preconditions.requireMatch(request, Preconditions.tag(before.version()));
            requireSame(body.username(), before.person().username(), "username");
            requireSame(body.displayName(), before.person().displayName(), "display_name");
            Details wanted = body.details();
            if (!wanted.equals(Details.of(before.person()))) {
                people.change(key, before.version(), wanted, caller.administrator());
            }
            stand(key, Objects.requireNonNullElse(body.status(), "active"), caller);
            return answer(HttpStatus.OK, key, null);
        });
    }

    private void stand(UUID id, String status, AdministrationToken caller) {
        PersonEntry now = Preconditions.found(query.find(id));
        switch (status) {
            case "disabled" -> {
                if (now.person().active()) {
                    ending.disable(id, now.version(), caller.administrator());
                }
            }
            case "active", "invited" -> {
                if (!now.person().active()) {
                    people.enable(id, now.version(), caller.administrator());
                }
            }
            default -> throw Faults.body("/status", "must be active or disabled");
        }
    }

    private static void requireSame(@Nullable String said, String is, String name) {
        if (said != null && !said.equals(is)) {
            throw Faults.body("/" + name, "cannot be changed");
        }
    }

    /** Takes the password away and makes a link for a new one. The answer has it, this once. */
    @PostMapping(LIST + "/{id}/reset")
    ResponseEntity<PersonBody> reset(@PathVariable String id, AdministrationToken caller, HttpServletRequest request) {
        PersonEntry before = Preconditions.found(query.find(Faults.id(id)));
        Preconditions.requireMatch(request, Preconditions.tag(before.version()));
        String link = ending.resetPassword(before.person().id(), before.version(), caller.administrator());
        return answer(HttpStatus.OK, before.person().id(), link(link));
    }

    private String link(String value) {
        return issuer.url("/set-password?link=" + value);
    }

    private ResponseEntity<PersonBody> answer(HttpStatus status, UUID id, @Nullable String link) {
        PersonEntry entry = Preconditions.found(query.find(id));
        return ResponseEntity.status(status)
                .eTag(Preconditions.tag(entry.version()))
                .body(PersonBody.of(entry, link));
    }
}
