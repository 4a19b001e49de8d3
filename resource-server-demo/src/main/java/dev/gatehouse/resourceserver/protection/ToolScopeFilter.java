package dev.gatehouse.resourceserver.protection;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Decides whether the token's scopes cover what the message asks, before the MCP SDK sees it: only so is a missing scope a
 * real HTTP 403 with a challenge, which is what makes a client step up. Stands behind the token check.
 */
final class ToolScopeFilter extends OncePerRequestFilter {

    private final JsonMapper json = JsonMapper.shared();
    private final MessageGate gate;
    private final Challenge challenge;
    private final int maxBody;

    ToolScopeFilter(MessageGate gate, Challenge challenge, int maxBody) {
        this.gate = gate;
        this.challenge = challenge;
        this.maxBody = maxBody;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            chain.doFilter(request, response);
            return;
        }
        byte[] body = readBody(request);
        if (body == null) {
            rpcError(response, 413, null, MessageGate.INVALID_REQUEST, "The body is larger than " + maxBody + " bytes");
            return;
        }
        MirroredHeaders headers = MirroredHeaders.of(request);
        switch (gate.judge(decode(body), headers)) {
            case MessageGate.Malformed(int code, String message) -> rpcError(response, 400, null, code, message);
            case MessageGate.Unanswerable(JsonNode id, int status, int code, String message) ->
                rpcError(response, status, id, code, message);
            case MessageGate.Needs(Set<String> scopes) -> {
                Caller caller = Caller.of(Objects.requireNonNull(request.getUserPrincipal()));
                Set<String> missing = caller.missing(scopes);
                if (missing.isEmpty()) {
                    chain.doFilter(new BufferedBodyRequest(request, body), response);
                } else {
                    challenge.insufficientScope(request, response, scopes, missing);
                }
            }
        }
    }

    private byte @Nullable [] readBody(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > maxBody) {
            return null;
        }
        byte[] body = request.getInputStream().readNBytes(maxBody + 1);
        return body.length > maxBody ? null : body;
    }

    /** MCP messages are UTF-8, whatever the Content-Type claims; broken UTF-8 becomes an empty text, which is no JSON. */
    private static String decode(byte[] body) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            return "";
        }
    }

    private void rpcError(HttpServletResponse response, int status, @Nullable JsonNode id, int code, String message)
            throws IOException {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("jsonrpc", "2.0");
        // MCP knows no null id: it is left out where none could be read.
        if (id != null && !id.isMissingNode() && !id.isNull()) {
            answer.put("id", id);
        }
        answer.put("error", Map.of("code", code, "message", message));
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.getOutputStream().write(json.writeValueAsBytes(answer));
    }
}
