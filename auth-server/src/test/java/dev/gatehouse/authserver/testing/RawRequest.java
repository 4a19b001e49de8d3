package dev.gatehouse.authserver.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A request that no HTTP client would send. */
public final class RawRequest {

    private RawRequest() {}

    public static Answer send(int port, String line, String headers) {
        return send(port, line, headers, "");
    }

    /** Sends the line, a host unless there is one among the headers, the headers, each with its line end, and the body. */
    public static Answer send(int port, String line, String headers, String body) {
        String host = headers.startsWith("Host:") ? "" : "Host: 127.0.0.1:" + port + "\r\n";
        String request = line + "\r\n" + host + "Connection: close\r\nAccept: text/html\r\n" + headers + "\r\n" + body;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            write(socket, request);
            return new Answer(read(socket.getInputStream()));
        } catch (IOException e) {
            throw new AssertionError(line + " got no answer", e);
        }
    }

    private static void write(Socket socket, String request) throws IOException {
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        } catch (SocketException refusedBeforeItsEnd) {
            // The answer is there, or the reading fails.
        }
    }

    /** What came before the connection ended, be it by a reset: a server need not read all of what it refuses. */
    private static String read(InputStream in) {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8192];
        try {
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                text.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            if (text.isEmpty()) {
                throw new AssertionError("The connection ended without an answer", e);
            }
        }
        return text.toString();
    }

    /** The whole answer, as it came. */
    public record Answer(String text) {

        public int status() {
            return Integer.parseInt(text.split(" ", 3)[1]);
        }

        public String head() {
            return text.split("\r\n\r\n", 2)[0];
        }

        public String body() {
            return text.split("\r\n\r\n", 2)[1];
        }
    }
}
