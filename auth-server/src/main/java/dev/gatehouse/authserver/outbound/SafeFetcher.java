package dev.gatehouse.authserver.outbound;

import dev.gatehouse.authserver.ratelimit.Throttle;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;

/** {@link DocumentFetcher} on Apache's client. A fetch runs on a thread of its own and is aborted at its deadline. */
final class SafeFetcher implements DocumentFetcher, AutoCloseable {

    private static final int MOST_AT_ONCE = 32;

    private final CloseableHttpClient http;

    private final OutboundProperties properties;

    private final Throttle perHost;

    private final Throttle global;

    private final Semaphore slots = new Semaphore(MOST_AT_ONCE);

    private final Map<URI, CompletableFuture<FetchOutcome>> underWay = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    SafeFetcher(CloseableHttpClient http, OutboundProperties properties) {
        this.http = http;
        this.properties = properties;
        this.perHost = new Throttle(properties.perHostPerMinute(), Duration.ofMinutes(1));
        this.global = new Throttle(properties.perMinute(), Duration.ofMinutes(1));
    }

    @Override
    public FetchOutcome fetch(URI uri, Set<String> mediaTypes, int largestBody) {
        if (!properties.enabled()) {
            return new FetchOutcome.NotFetched("Fetching is switched off");
        }
        boolean reachable = uri.getHost() != null && uri.getPort() <= 65_535 && uri.getRawUserInfo() == null;
        if (!"https".equals(uri.getScheme()) || !reachable) {
            return new FetchOutcome.NotFetched("Only https addresses without a user are fetched");
        }
        CompletableFuture<FetchOutcome> mine = new CompletableFuture<>();
        CompletableFuture<FetchOutcome> other = underWay.putIfAbsent(uri, mine);
        if (other != null) {
            return await(other);
        }
        try {
            FetchOutcome outcome = budgeted(uri, mediaTypes, largestBody);
            mine.complete(outcome);
            return outcome;
        } finally {
            mine.complete(new FetchOutcome.NotFetched("The fetch failed"));
            underWay.remove(uri, mine);
        }
    }

    private FetchOutcome budgeted(URI uri, Set<String> mediaTypes, int largestBody) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (!perHost.attempt(host).isZero()) {
            return new FetchOutcome.NotFetched("Too many fetches from " + host + " within a minute");
        }
        if (!global.attempt("all").isZero()) {
            return new FetchOutcome.NotFetched("Too many fetches within a minute");
        }
        if (!slots.tryAcquire()) {
            return new FetchOutcome.NotFetched("Too many fetches at once");
        }
        try {
            return withDeadline(uri, mediaTypes, largestBody);
        } finally {
            slots.release();
        }
    }

    private FetchOutcome withDeadline(URI uri, Set<String> mediaTypes, int largestBody) {
        HttpGet request;
        try {
            request = new HttpGet(uri);
        } catch (IllegalArgumentException e) {
            return new FetchOutcome.NotFetched("The address cannot be called");
        }
        request.setHeader("Accept", String.join(", ", mediaTypes));
        request.setHeader("Accept-Encoding", "identity");
        CompletableFuture<FetchOutcome> answer =
                CompletableFuture.supplyAsync(() -> exchange(request, mediaTypes, largestBody), threads);
        try {
            return answer.get(properties.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            request.abort();
            return new FetchOutcome.NotFetched(
                    "No whole answer within " + properties.timeout().toSeconds() + " seconds");
        } catch (ExecutionException e) {
            return new FetchOutcome.NotFetched("The fetch failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new FetchOutcome.NotFetched("Interrupted");
        }
    }

    private FetchOutcome exchange(HttpGet request, Set<String> mediaTypes, int largestBody) {
        try {
            return http.execute(request, response -> read(response, mediaTypes, largestBody));
        } catch (CheckedAddresses.SpecialUseAddress e) {
            return new FetchOutcome.NotFetched("The host leads to an address of special use");
        } catch (IOException e) {
            return new FetchOutcome.NotFetched("No answer: " + e.getClass().getSimpleName());
        }
    }

    private static FetchOutcome read(ClassicHttpResponse response, Set<String> mediaTypes, int largestBody)
            throws IOException {
        if (response.getCode() != 200) {
            return new FetchOutcome.NotFetched("The answer has the status " + response.getCode() + ", not 200");
        }
        HttpEntity entity = response.getEntity();
        ContentType type = entity == null ? null : ContentType.parseLenient(entity.getContentType());
        if (entity == null || type == null || type.getMimeType() == null) {
            return new FetchOutcome.NotFetched("The answer has no body or no content type");
        }
        String mediaType = type.getMimeType().toLowerCase(Locale.ROOT);
        if (!acceptable(mediaType, mediaTypes)) {
            return new FetchOutcome.NotFetched("The answer is of another type than asked for");
        }
        if (entity.getContentEncoding() != null && !entity.getContentEncoding().equalsIgnoreCase("identity")) {
            return new FetchOutcome.NotFetched("The answer is compressed, which was not asked for");
        }
        try (InputStream body = entity.getContent()) {
            byte[] bytes = body.readNBytes(largestBody + 1);
            return bytes.length > largestBody
                    ? new FetchOutcome.NotFetched("The answer is larger than " + largestBody + " bytes")
                    : new FetchOutcome.Fetched(bytes, mediaType, Freshness.of(response));
        }
    }

    private static boolean acceptable(String mediaType, Set<String> mediaTypes) {
        boolean json = mediaTypes.equals(JSON) && mediaType.startsWith("application/") && mediaType.endsWith("+json");
        return json || mediaTypes.contains(mediaType);
    }

    private FetchOutcome await(CompletableFuture<FetchOutcome> other) {
        try {
            return other.get(properties.timeout().toMillis() + 1000, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return new FetchOutcome.NotFetched("The fetch failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new FetchOutcome.NotFetched("Interrupted");
        }
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        http.close();
    }
}
