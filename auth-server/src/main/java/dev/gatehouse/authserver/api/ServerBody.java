package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.resource.ResourceProperties.ScopeEntry;
import dev.gatehouse.authserver.resource.ResourceProperties.Server;
import dev.gatehouse.authserver.resource.Risk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/** An MCP server, as it is read and written. What may be left out has the value that the configuration gives it too. */
@JsonNaming(SnakeCaseStrategy.class)
record ServerBody(
        @Nullable String uri,
        @Nullable String name,
        @Nullable String tokenLifetime,
        @Nullable String grantCeiling,
        @Nullable String signingAlgorithm,
        @Nullable Boolean dpopRequired,
        @Nullable List<String> defaultScope,
        @Nullable List<String> aliases,
        @Nullable List<ScopeBody> scopes) {

    /** A scope of it. */
    @JsonNaming(SnakeCaseStrategy.class)
    record ScopeBody(
            @Nullable String name,
            @Nullable String text,
            @Nullable String risk,
            @Nullable List<String> tools,
            @Nullable Boolean selfRegistered,
            @Nullable Boolean approvalNeeded) {

        static ScopeBody of(ScopeEntry scope) {
            return new ScopeBody(
                    scope.name(),
                    scope.text(),
                    Faults.name(scope.risk()),
                    scope.tools(),
                    scope.selfRegistered(),
                    scope.approvalNeeded());
        }

        ScopeEntry entry(String pointer) {
            return new ScopeEntry(
                    Faults.required(name, pointer + "/name"),
                    Faults.required(text, pointer + "/text"),
                    Faults.constant(Risk.class, risk, "/" + pointer + "/risk"),
                    whole(tools, pointer + "/tools"),
                    selfRegistered == null || selfRegistered,
                    approvalNeeded != null && approvalNeeded);
        }
    }

    static ServerBody of(Server server) {
        return new ServerBody(
                server.uri(),
                server.name(),
                server.tokenLifetime().toString(),
                server.grantCeiling().toString(),
                server.signingAlgorithm(),
                server.dpopRequired(),
                server.defaultScope(),
                server.aliases(),
                server.scopes().stream().map(ScopeBody::of).toList());
    }

    Server server() {
        List<ScopeEntry> entries = new ArrayList<>();
        List<ScopeBody> bodies = whole(scopes, "scopes");
        for (int i = 0; i < bodies.size(); i++) {
            entries.add(bodies.get(i).entry("scopes/" + i));
        }
        return new Server(
                Faults.required(uri, "uri"),
                Faults.required(name, "name"),
                Objects.requireNonNullElse(Faults.duration(tokenLifetime, "/token_lifetime"), Duration.ofMinutes(10)),
                Objects.requireNonNullElse(Faults.duration(grantCeiling, "/grant_ceiling"), Duration.ofHours(24)),
                Objects.requireNonNullElse(signingAlgorithm, "ES256"),
                dpopRequired != null && dpopRequired,
                whole(defaultScope, "default_scope"),
                whole(aliases, "aliases"),
                entries);
    }

    /** The list, empty where it is left out. */
    static <T> List<T> whole(@Nullable List<T> list, String name) {
        if (list == null) {
            return List.of();
        }
        if (list.stream().anyMatch(Objects::isNull)) {
            throw Faults.body("/" + name, "must not have null in it");
        }
        return list;
    }
}
