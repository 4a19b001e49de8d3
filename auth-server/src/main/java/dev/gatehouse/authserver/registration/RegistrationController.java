package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.ratelimit.AddressKey;
import dev.gatehouse.authserver.ratelimit.Throttle;
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

    RegistrationController(
            RegistrationStatus status,
            ClientMetadataRules rules,
            ClientRegistrar registrar,
            PermitReader permits,
            RegistrationProperties properties) {
        this.status = status;
        this.rules = rules;
        this.registrar = registrar;
        this.permits = permits;
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
        return answer(HttpStatus.CREATED).body(registrar.register(metadata, shown, request.getRemoteAddr()));
    }

    @RequestMapping(
            method = {
                RequestMethod.GET,
                RequestMethod.HEAD,
                RequestMethod.PUT,
                RequestMethod.PATCH,
                RequestMethod.DELETE
            })
    ResponseEntity<Map<String, Object>> otherMethod() {
        requireOpen();
        return answer(HttpStatus.METHOD_NOT_ALLOWED)
                .allow(HttpMethod.POST, HttpMethod.OPTIONS)
                .body(error("method_not_allowed", "Clients are registered by POST"));
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

    private static Map<String, Object> error(String error, String description) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("error_description", description);
        return body;
    }
}
