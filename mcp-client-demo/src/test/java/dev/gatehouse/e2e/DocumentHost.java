package dev.gatehouse.e2e;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Serves client metadata documents at {@code https://localhost:PORT/}, as a client's maker does on the internet. */
final class DocumentHost implements AutoCloseable {

    private static final String PASSWORD = "changeit";

    private final HttpsServer server;
    private final Path keyStore;

    private DocumentHost(HttpsServer server, Path keyStore) {
        this.server = server;
        this.keyStore = keyStore;
    }

    static DocumentHost start(Path folder) {
        try {
            Path keyStore = makeKeyStore(folder.resolve("document-host.p12"));
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls(keyStore)));
            server.start();
            return new DocumentHost(server, keyStore);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path makeKeyStore(Path file) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String options =
                "-genkeypair -alias documents -keyalg EC -dname CN=localhost -ext san=dns:localhost -validity 2"
                        + " -storetype PKCS12 -storepass " + PASSWORD;
        ProcessBuilder builder = new ProcessBuilder((keytool + " " + options).split(" "));
        builder.command().add("-keystore");
        builder.command().add(file.toString());
        Process process = builder.redirectErrorStream(true).start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("keytool made no certificate");
        }
        return file;
    }

    private static SSLContext tls(Path keyStore) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream stream = Files.newInputStream(keyStore)) {
            keys.load(stream, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** Publishes a native client's document, whose redirect URI has no port, and returns its address. */
    String publish(String name) {
        String path = "/" + name + ".json";
        String url = "https://localhost:" + server.getAddress().getPort() + path;
        byte[] document = """
                {"client_id": "%s", "client_name": "npm test client", "redirect_uris": ["http://127.0.0.1/callback"],
                 "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
                 "token_endpoint_auth_method": "none"}""".formatted(url).getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            try (exchange) {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, document.length);
                exchange.getResponseBody().write(document);
            }
        });
        return url;
    }

    /** The arguments by which the authorization server trusts this host and may reach it on loopback. */
    String[] arguments() {
        return new String[] {
            "--spring.ssl.bundle.jks.documents.truststore.location=file:" + keyStore,
            "--spring.ssl.bundle.jks.documents.truststore.password=" + PASSWORD,
            "--gatehouse.outbound.trust-bundle=documents",
            "--gatehouse.outbound.private-hosts=localhost"
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
