package dev.gatehouse.authserver.outbound;

import dev.gatehouse.authserver.ratelimit.Throttle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.jspecify.annotations.Nullable;

/** {@link JsonCalls} on Apache's client, which checks each address that it dials. A call is aborted at its deadline. */
final class SafeCalls implements JsonCalls, AutoCloseable {

    /** A request to add a server may take more than ten calls. */
    private static final int CALLS_PER_FETCH = 10;

    private final CloseableHttpClient http;

    private final OutboundProperties properties;

    private final Throttle perHost;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    SafeCalls(CloseableHttpClient http, OutboundProperties properties) {
        this.http = http;
        this.properties = properties;
        this.perHost = new Throttle(CALLS_PER_FETCH * properties.perHostPerMinute(), Duration.ofMinutes(1));
    }

    @Override
    public CallOutcome call(
            URI uri, String json, Map<String, String> headers, int largestBody, Predicate<String> whole) {
        if (!properties.enabled()) {
            return new CallOutcome.NotAnswered("Requests to others are switched off");
        }
        boolean reachable = uri.getHost() != null && uri.getPort() <= 65_535 && uri.getRawUserInfo() == null;
        if (!"https".equals(uri.getScheme()) || !reachable) {
            return new CallOutcome.NotAnswered("Only https addresses without a user are called");
        }
        if (!perHost.attempt(uri.getHost().toLowerCase(Locale.ROOT)).isZero()) {
            return new CallOutcome.NotAnswered("Too many calls of " + uri.getHost() + " within a minute");
        }
        HttpPost request;
        try {
            request = new HttpPost(uri);
        } catch (IllegalArgumentException e) {
            return new CallOutcome.NotAnswered("The address cannot be called");
        }
        request.setEntity(new StringEntity(json, ContentType.APPLICATION_JSON));
        request.setHeader("Accept", ACCEPTED);
        request.setHeader("Accept-Encoding", "identity");
        headers.forEach(request::setHeader);
        return withDeadline(request, largestBody, whole);
    }

    private CallOutcome withDeadline(HttpPost request, int largestBody, Predicate<String> whole) {
        CompletableFuture<CallOutcome> answer =
                CompletableFuture.supplyAsync(() -> exchange(request, largestBody, whole), threads);
        try {
            return answer.get(properties.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            request.abort();
            return new CallOutcome.NotAnswered(
                    "No whole answer within " + properties.timeout().toSeconds() + " seconds");
        } catch (ExecutionException e) {
            return new CallOutcome.NotAnswered("The call failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new CallOutcome.NotAnswered("Interrupted");
        }
    }

    private CallOutcome exchange(HttpPost request, int largestBody, Predicate<String> whole) {
        try {
            return http.execute(request, response -> {
                CallOutcome outcome = read(response, largestBody, whole);
                // What is left of the answer, which may never end, is not waited for.
                request.abort();
                return outcome;
            });
        } catch (CheckedAddresses.SpecialUseAddress e) {
            return new CallOutcome.NotAnswered("The host leads to an address of special use");
        } catch (IOException e) {
            return new CallOutcome.NotAnswered("No answer: " + e.getClass().getSimpleName());
        }
    }

    private static CallOutcome read(ClassicHttpResponse response, int largestBody, Predicate<String> whole)
            throws IOException {
        HttpEntity entity = response.getEntity();
        Header session = response.getFirstHeader("Mcp-Session-Id");
        String sessionId = session == null ? null : session.getValue();
        String type = mediaType(entity);
        boolean events = "text/event-stream".equals(type);
        boolean encoded = entity != null
                && entity.getContentEncoding() != null
                && !entity.getContentEncoding().equalsIgnoreCase("identity");
        if (entity == null || encoded || !(events || "application/json".equals(type))) {
            return new CallOutcome.Answered(response.getCode(), "", false, sessionId);
        }
        InputStream body = entity.getContent();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        int read;
        while ((read = body.read(buffer)) >= 0) {
            bytes.write(buffer, 0, read);
            if (bytes.size() > largestBody) {
                return new CallOutcome.NotAnswered("The answer is larger than " + largestBody + " bytes");
            }
            if (events && whole.test(bytes.toString(StandardCharsets.UTF_8))) {
                break;
            }
        }
        return new CallOutcome.Answered(response.getCode(), bytes.toString(StandardCharsets.UTF_8), events, sessionId);
    }

    private static @Nullable String mediaType(@Nullable HttpEntity entity) {
        ContentType type = entity == null ? null : ContentType.parseLenient(entity.getContentType());
        return type == null || type.getMimeType() == null
                ? null
                : type.getMimeType().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        http.close();
    }
}
