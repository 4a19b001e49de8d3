package dev.gatehouse.authserver.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells whether a request may see the console and the interface for programs, which can have a port of their own (L3). */
@Component
public class AdminPort {

    private final @Nullable Integer port;

    AdminPort(AdminProperties properties) {
        this.port = properties.port();
    }

    /** Whether they have a port of their own, so that links from elsewhere lead nowhere. */
    public boolean apart() {
        return port != null;
    }

    /** Whether they answer at the port that this request came to: that of the socket, whatever headers say. */
    public boolean serves(HttpServletRequest request) {
        return port == null || request.getLocalPort() == port;
    }
}
