package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.ratelimit.AddressKey;
import dev.gatehouse.authserver.ratelimit.Throttle;
import dev.gatehouse.authserver.web.Reference;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/**
 * The client registration endpoint (RFC 7591 section 3).
 */
@RestController
@RequestMapping("/register")
class RegistrationController {

    private static final Logger log = LoggerFactory.getLogger(RegistrationController.class);

    private final RegistrationStatus status;

    private final ClientMetadataRules rules;

    private final ClientRegistrar registrar;

    private final PermitReader permits;

    private final Throttle byAddress;

    private final Throttle byNetwork;

    private final RegistrationSteps steps;

    RegistrationController(
            RegistrationStatus status,
            ClientMetadataRules rules,
            ClientRegistrar registrar,
            PermitReader permits,
            RegistrationProperties properties,
            RegistrationSteps steps) {
        this.status = status;
        this.rules = rules;
        this.registrar = registrar;
        this.permits = permits;
        this.steps = steps;
        this.byAddress = new Throttle(properties.perAddressPerHour(), Duration.ofHours(1));
        this.byNetwork = new Throttle(properties.effectivePerNetworkPerHour(), Duration.ofHours(1));
    }

    @PostMapping
    ResponseEntity<Map<String, Object>> register(HttpServletRequest request) throws IOException {
        requireOpen();
        PermitReader.Shown shown = permits.read(request).orElse(null);
        if (shown == null) {
            requirePatience(request.getRemoteAddr());
        }
        ClientMetadata metadata = rules.apply(
                RegistrationBody.read(request),
                shown == null ? Set.of() : shown.permit().resources());
        Map<String, Object> registered = registrar.register(metadata, shown, request.getRemoteAddr());
        steps.registered(metadata, registered);
        return answer(HttpStatus.CREATED).body(registered);
    }

    @RequestMapping(
            method = {
                RequestMethod.GET,
                RequestMethod.HEAD,
                RequestMethod.PUT,
                RequestMethod.PATCH,
                RequestMethod.DELETE
            })
    ResponseEntity<Map<String, Object>> otherMethod(HttpServletRequest request) {
        requireOpen();
        return answer(HttpStatus.METHOD_NOT_ALLOWED)
                .allow(HttpMethod.POST, HttpMethod.OPTIONS)
                .body(refused(request, "method_not_allowed", "Clients are registered by POST"));
    }

    @RequestMapping(method = RequestMethod.OPTIONS)
    ResponseEntity<Void> options() {
        requireOpen();
        return ResponseEntity.noContent()
                .allow(HttpMethod.POST, HttpMethod.OPTIONS)
                .build();
    }

    /** Whoever has a token is bounded by its uses. */
    private void requirePatience(String address) {
        Duration wait = byAddress.attempt(AddressKey.of(address));
        if (wait.isZero()) {
            wait = byNetwork.attempt(AddressKey.network(address));
        }
        if (wait.isPositive()) {
            throw RegistrationRefusal.tooMany("Too many registrations from this address, try again later", wait);
        }
    }

    private void requireOpen() {
        if (!status.open()) {
            throw RegistrationRefusal.of(
                    HttpStatus.NOT_FOUND,
                    "invalid_request",
                    "Clients do not register themselves here, an administrator sets them up");
        }
    }

    private static ResponseEntity.BodyBuilder answer(HttpStatus status) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON);
    }

    private Map<String, Object> refused(HttpServletRequest request, String error, String description) {
        String reference = Reference.next();
        steps.refused(request, error, description, reference);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("error_description", description);
        body.put("reference", reference);
        return body;
    }
}
