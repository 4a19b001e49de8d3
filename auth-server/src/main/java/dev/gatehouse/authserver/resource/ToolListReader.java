package dev.gatehouse.authserver.resource;

import dev.gatehouse.authserver.outbound.CallOutcome;
import dev.gatehouse.authserver.outbound.JsonCalls;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists the tools of an MCP server by Streamable HTTP, with a token that is kept nowhere: first as MCP 2026-07-28 has it,
 * without a session, then as the versions before. Whatever goes wrong is a sentence with what to do.
 */
final class ToolListReader {

    private static final String STATELESS = "2026-07-28";

    private static final String INITIALIZED = "2025-11-25";

    private static final String META = "io.modelcontextprotocol/";

    private static final int LARGEST = 500_000;

    private static final int MOST_PAGES = 10;

    private static final int MOST_TOOLS = 200;

    private static final Duration LONGEST = Duration.ofSeconds(20);

    /** RFC 6750 section 2.1. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]{1,4000}=*");

    /** MCP: visible ASCII. */
    private static final Pattern SESSION = Pattern.compile("[\\x21-\\x7e]{1,1000}");

    private final JsonCalls calls;

    private final JsonMapper json;

    private final McpMessages messages;

    ToolListReader(JsonCalls calls, JsonMapper json) {
        this.calls = calls;
        this.json = json;
        this.messages = new McpMessages(json);
    }

    /** Ends the reading; the sentence says what went wrong and what to do. */
    private static final class Failed extends RuntimeException {

        /** Whether a server of an older version could have answered so. */
        private final boolean otherVersion;

        Failed(String problem, boolean otherVersion) {
            super(problem, null, false, false);
            this.otherVersion = otherVersion;
        }
    }

    PublishedTools read(String uri, String token) {
        if (!TOKEN.matcher(token).matches()) {
            return PublishedTools.problem("This is no access token: it has characters that none has, or is too long."
                    + " Paste the token alone.");
        }
        URI address;
        try {
            address = URI.create(uri);
        } catch (IllegalArgumentException e) {
            return PublishedTools.problem("The address cannot be called. Correct it.");
        }
        try {
            return new Reading(address, token).tools();
        } catch (Failed e) {
            return PublishedTools.problem(String.valueOf(e.getMessage()));
        }
    }

    /** One reading, from its first call to its last. */
    private final class Reading {

        private final URI uri;

        private final String token;

        private final long until = System.nanoTime() + LONGEST.toNanos();

        private int lastId;

        private @Nullable String session;

        private String version = STATELESS;

        Reading(URI uri, String token) {
            this.uri = uri;
            this.token = token;
        }

        PublishedTools tools() {
            try {
                return pages();
            } catch (Failed e) {
                if (!e.otherVersion) {
                    throw e;
                }
            }
            initialize();
            return pages();
        }

        private PublishedTools pages() {
            Map<String, PublishedTools.Tool> tools = new LinkedHashMap<>();
            String cursor = null;
            for (int page = 0; page < MOST_PAGES; page++) {
                ObjectNode params = json.createObjectNode();
                if (cursor != null) {
                    params.put("cursor", cursor);
                }
                JsonNode result = request("tools/list", params);
                if (!result.path("tools").isArray()) {
                    throw new Failed(
                            "It answered without a list of tools. Ask who runs it whether it is an MCP server"
                                    + " that has any.",
                            version.equals(STATELESS));
                }
                for (JsonNode tool : result.path("tools")) {
                    if (tools.size() < MOST_TOOLS) {
                        ToolAnnotations.read(tool).ifPresent(found -> tools.putIfAbsent(found.name(), found));
                    }
                }
                JsonNode next = result.path("nextCursor");
                if (!next.isString() || next.stringValue().length() > 2000 || tools.size() >= MOST_TOOLS) {
                    break;
                }
                cursor = next.stringValue();
            }
            return new PublishedTools(List.copyOf(tools.values()), null);
        }

        private void initialize() {
            version = INITIALIZED;
            ObjectNode params = json.createObjectNode();
            params.put("protocolVersion", INITIALIZED);
            params.putObject("capabilities");
            params.set("clientInfo", clientInfo());
            JsonNode result = request("initialize", params);
            String chosen = result.path("protocolVersion").asString("");
            if (!chosen.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                throw new Failed(notMcp(), false);
            }
            version = chosen;
            ObjectNode message =
                    json.createObjectNode().put("jsonrpc", "2.0").put("method", "notifications/initialized");
            call("notifications/initialized", message, ignored -> true);
        }

        private JsonNode request(String method, ObjectNode params) {
            int id = ++lastId;
            if (version.equals(STATELESS)) {
                ObjectNode meta = params.putObject("_meta");
                meta.put(META + "protocolVersion", STATELESS);
                meta.set(META + "clientInfo", clientInfo());
                meta.putObject(META + "clientCapabilities");
            }
            ObjectNode message = json.createObjectNode();
            message.put("jsonrpc", "2.0").put("id", id).put("method", method);
            message.set("params", params);
            CallOutcome.Answered answer =
                    call(method, message, body -> messages.inEvents(body, id).isPresent());
            Optional<JsonNode> response = messages.response(answer, id);
            refuse(answer, response.isPresent());
            JsonNode found = response.orElseThrow(() -> new Failed(notMcp(), true));
            if (found.has("error")) {
                throw new Failed(
                        "It answered " + method + " with the error "
                                + found.path("error").path("code").asInt(0)
                                + ". Ask who runs it, or describe its tools by hand.",
                        true);
            }
            if (method.equals("initialize") && answer.session() != null) {
                session = Optional.of(answer.session())
                        .filter(value -> SESSION.matcher(value).matches())
                        .orElseThrow(() -> new Failed(notMcp(), false));
            }
            return found.path("result");
        }

        private CallOutcome.Answered call(String method, ObjectNode message, Predicate<String> whole) {
            if (System.nanoTime() > until) {
                throw new Failed(
                        "It took longer than " + LONGEST.toSeconds() + " seconds to list its tools. Try again later.",
                        false);
            }
            Map<String, String> headers = new HashMap<>();
            headers.put("Authorization", "Bearer " + token);
            if (!method.equals("initialize")) {
                headers.put("MCP-Protocol-Version", version);
            }
            if (version.equals(STATELESS)) {
                headers.put("Mcp-Method", method);
            }
            if (session != null) {
                headers.put("Mcp-Session-Id", session);
            }
            return switch (calls.call(uri, message.toString(), headers, LARGEST, whole)) {
                case CallOutcome.Answered answered -> answered;
                case CallOutcome.NotAnswered not ->
                    throw new Failed(
                            not.reason() + ". Look whether the server is up and can be reached from here.", false);
            };
        }

        private ObjectNode clientInfo() {
            return json.createObjectNode().put("name", "gatehouse").put("version", "1");
        }
    }

    private static void refuse(CallOutcome.Answered answer, boolean message) {
        int status = answer.status();
        if (status == 401 || status == 403) {
            throw new Failed(
                    "It did not take the token (status " + status
                            + "). Get one that is for this server, is not over, and may list tools.",
                    false);
        }
        if (status / 100 == 3) {
            throw new Failed("It leads elsewhere (status " + status + "). Give the address it leads to.", false);
        }
        if (status == 429 || status >= 500) {
            throw new Failed("It could not answer (status " + status + "). Try again later.", false);
        }
        if (status != 200 && !message) {
            throw new Failed(
                    "It answered with the status " + status + ". Look whether agents connect to this very address.",
                    true);
        }
    }

    private static String notMcp() {
        return "It answered nothing that MCP knows. Look whether agents connect to this very address.";
    }
}
