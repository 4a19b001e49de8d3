package dev.gatehouse.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client. It follows no redirect, calls https and loopback only, and bounds time and size of every answer, the
 * body included.
 */
public final class Http implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final Predicate<String> WHOLE_BODY = line -> false;

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(Redirect.NEVER)
            .connectTimeout(CONNECT_LIMIT)
            .build();
    private final WireLog log;

    public Http(WireLog log) {
        this.log = log;
    }

    public WireLog log() {
        return log;
    }

    /** @throws Failure of the call's step if there is no answer within its bounds */
    public HttpAnswer send(HttpCall call) {
        return send(call, WHOLE_BODY);
    }

    /**
     * As {@link #send(HttpCall)}, but a {@code text/event-stream} is read line by line and left as soon as {@code enough}
     * accepts a line: a server may keep a stream open after its answer.
     */
    public HttpAnswer send(HttpCall call, Predicate<String> enough) {
        WebUrl.require(call.step(), "the URL", call.uri());
        log.request(call);
        FutureTask<HttpAnswer> exchange = new FutureTask<>(() -> exchange(call, enough));
        Thread.ofVirtual().start(exchange);
        HttpAnswer answer = await(call, exchange);
        log.answer(answer);
        return answer;
    }

    private static HttpAnswer await(HttpCall call, FutureTask<HttpAnswer> exchange) {
        String address = WebUrl.withoutQuery(call.uri());
        try {
            return exchange.get(call.limit().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            exchange.cancel(true);
            throw new Failure(
                    call.step(),
                    "no complete answer from " + address + " within "
                            + call.limit().toSeconds() + " s.");
        } catch (InterruptedException interrupted) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new Failure(call.step(), "interrupted while waiting for " + address + ".");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Failure failure) {
                throw failure;
            }
            throw new Failure(call.step(), "cannot reach " + address + ": " + reason(failed.getCause()) + ".");
        }
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "the reason is not known";
        }
        if (cause instanceof ConnectException && cause.getMessage() == null) {
            return "the connection is refused, is the server running?";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : Printable.phrase(cause.getMessage());
    }

    private HttpAnswer exchange(HttpCall call, Predicate<String> enough) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request(call), BodyHandlers.ofInputStream());
        Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
        HttpAnswer head = new HttpAnswer(call.uri(), response.statusCode(), headers, "");
        try (InputStream body = response.body()) {
            String text = head.isA("text/event-stream") ? lines(call, body, enough) : whole(call, body);
            return new HttpAnswer(call.uri(), response.statusCode(), headers, text);
        }
    }

    private static HttpRequest request(HttpCall call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri())
                .timeout(call.limit())
                .method(
                        call.method(),
                        call.body().isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(call.body()));
        if ("http".equalsIgnoreCase(call.uri().getScheme())) {
            // Otherwise the first request asks for an upgrade to HTTP/2, which small servers do not understand.
            request.version(Version.HTTP_1_1);
        }
        call.headers().forEach(request::header);
        return request.build();
    }

    private static String whole(HttpCall call, InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(call.maxBytes() + 1);
        if (bytes.length > call.maxBytes()) {
            throw tooLarge(call);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String lines(HttpCall call, InputStream body, Predicate<String> enough) throws IOException {
        StringBuilder text = new StringBuilder();
        BoundedLines lines = new BoundedLines(body, call);
        for (String line = lines.next(); line != null; line = lines.next()) {
            text.append(line).append('\n');
            if (enough.test(line)) {
                break;
            }
        }
        return text.toString();
    }

    static Failure tooLarge(HttpCall call) {
        return new Failure(
                call.step(),
                "the answer from " + WebUrl.withoutQuery(call.uri()) + " is larger than " + call.maxBytes() / 1024
                        + " KB.");
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
