package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.ratelimit.AddressKey;
import dev.gatehouse.authserver.ratelimit.Throttle;
import dev.gatehouse.authserver.web.Issuer;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The client configuration endpoint (RFC 7592 section 2). Whoever lacks the client's own token learns nothing. */
@RestController
@RequestMapping("/register/{clientId}")
class ClientManagementController {

    private final Throttle failures = new Throttle(20, Duration.ofMinutes(1));

    private final RegistrationTokens tokens;

    private final RegistrationRecords records;

    private final ClientManagement management;

    private final Issuer issuer;

    private final JsonMapper json;

    private final RegistrationSteps steps;

    ClientManagementController(
            RegistrationTokens tokens,
            RegistrationRecords records,
            ClientManagement management,
            Issuer issuer,
            JsonMapper json,
            RegistrationSteps steps) {
        this.tokens = tokens;
        this.records = records;
        this.management = management;
        this.issuer = issuer;
        this.json = json;
        this.steps = steps;
    }

    @GetMapping
    ResponseEntity<Map<String, Object>> read(
            @PathVariable String clientId,
            @RequestHeader(value = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
            HttpServletRequest request) {
        Client client = require(clientId, authorization, request);
        Map<String, Object> metadata =
                json.readValue(records.metadata(client.id()), new TypeReference<Map<String, Object>>() {});
        return answer(client, metadata, token(authorization));
    }

    @PutMapping
    ResponseEntity<Map<String, Object>> update(
            @PathVariable String clientId,
            @RequestHeader(value = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
            HttpServletRequest request)
            throws IOException {
        Client client = require(clientId, authorization, request);
        ClientMetadata metadata = management.update(client, RegistrationBody.read(request));
        steps.managed(client, "changed");
        return answer(client, metadata.asMap(), token(authorization));
    }

    @DeleteMapping
    ResponseEntity<Void> remove(
            @PathVariable String clientId,
            @RequestHeader(value = HttpHeaders.AUTHORIZATION, required = false) @Nullable String authorization,
            HttpServletRequest request) {
        Client client = require(clientId, authorization, request);
        management.remove(client);
        steps.managed(client, "removed");
        return ResponseEntity.noContent().cacheControl(CacheControl.noStore()).build();
    }

    private Client require(String clientId, @Nullable String authorization, HttpServletRequest request) {
        String address = AddressKey.of(request.getRemoteAddr());
        Duration wait = failures.remaining(address);
        if (!wait.isZero()) {
            throw RegistrationRefusal.tooMany("Too many failures from this address, try again later", wait);
        }
        return tokens.find(clientId, token(authorization)).orElseThrow(() -> {
            failures.attempt(address);
            return RegistrationRefusal.of(
                    HttpStatus.UNAUTHORIZED, "invalid_token", "The registration access token is not this client's");
        });
    }

    private static String token(@Nullable String authorization) {
        return BearerToken.read(authorization == null ? List.of() : List.of(authorization))
                .orElse("");
    }

    private ResponseEntity<Map<String, Object>> answer(Client client, Map<String, Object> metadata, String token) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("client_id", client.clientId());
        body.put("client_id_issued_at", client.createdAt().getEpochSecond());
        body.putAll(metadata);
        body.putAll(RegistrationRecords.management(issuer, client.clientId(), token));
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }
}
