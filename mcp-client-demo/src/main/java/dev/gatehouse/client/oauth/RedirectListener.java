package dev.gatehouse.client.oauth;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.client.http.Failure;
import dev.gatehouse.client.http.Step;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Waits on 127.0.0.1 for the one redirect that brings the authorization response (RFC 8252 section 7.3). Every other
 * request gets 404.
 */
final class RedirectListener implements AutoCloseable {

    private static final String PATH = "/callback";
    private static final byte[] PAGE = """
            <!doctype html>
            <html lang="en"><meta charset="utf-8"><title>Gatehouse</title>
            <p>The answer went back to the terminal. You can close this window.</p></html>
            """.getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final CompletableFuture<String> query = new CompletableFuture<>();
    private final AtomicBoolean taken = new AtomicBoolean();

    private RedirectListener(HttpServer server) {
        this.server = server;
        server.createContext("/", this::handle);
        server.start();
    }

    /** @param preferredPort used if it is free, otherwise any; 0 for any */
    static RedirectListener open(int preferredPort) {
        try {
            return new RedirectListener(bind(preferredPort));
        } catch (IOException taken) {
            return openAnywhere();
        }
    }

    /** @param port used, or the sign-in fails: a person asked for it, so the client is bound to it */
    static RedirectListener openAt(int port) {
        try {
            return new RedirectListener(bind(port));
        } catch (IOException taken) {
            throw new Failure(
                    Step.SIGN_IN, "port " + port + " of 127.0.0.1 is in use; choose another --callback-port.");
        }
    }

    private static RedirectListener openAnywhere() {
        try {
            return new RedirectListener(bind(0));
        } catch (IOException noPort) {
            throw new Failure(Step.SIGN_IN, "cannot listen on 127.0.0.1: " + noPort.getMessage());
        }
    }

    private static HttpServer bind(int port) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        return HttpServer.create(new InetSocketAddress(loopback, port), 0);
    }

    String redirectUri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    /** Ends the waiting with a failure, because the person cannot come any more. */
    void giveUp(String sentence) {
        query.completeExceptionally(new Failure(Step.SIGN_IN, sentence));
    }

    /** The raw query of the redirect. */
    String await(Duration patience) {
        try {
            return query.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new Failure(
                    Step.SIGN_IN,
                    "nobody came back within " + patience.toSeconds()
                            + " s. If the page said that the client is unknown,"
                            + " run the command again with --new-client.");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Failure(Step.SIGN_IN, "interrupted while waiting for the browser.");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Failure failure
                    ? failure
                    : new Failure(Step.SIGN_IN, String.valueOf(failed.getCause()));
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        boolean response = exchange.getRequestMethod().equals("GET")
                && exchange.getRequestURI().getPath().equals(PATH)
                && exchange.getRequestURI().getRawQuery() != null;
        boolean accepted = response && taken.compareAndSet(false, true);
        try (exchange) {
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
            if (accepted) {
                exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
                exchange.sendResponseHeaders(200, PAGE.length);
                exchange.getResponseBody().write(PAGE);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        } finally {
            if (accepted) {
                query.complete(exchange.getRequestURI().getRawQuery());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
