package dev.gatehouse.authserver.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Tells the endpoints that programs call from the pages that people read. */
@Component
class MachineEndpoints {

    private static final Set<String> PATHS = Set.of("/token", "/register", "/revoke", "/introspect", "/par", "/jwks");

    private final String issuerPath;

    MachineEndpoints(Issuer issuer) {
        this.issuerPath = issuer.path();
    }

    /** Whether whoever sent this request reads JSON rather than a page. */
    boolean wantsJson(HttpServletRequest request, String requestUri) {
        String path = without(request.getContextPath(), requestUri);
        if (machine(path) || machine(without(issuerPath, path))) {
            return true;
        }
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains("json") && !accept.contains("html");
    }

    private static boolean machine(String path) {
        return PATHS.contains(path)
                || path.startsWith("/register/")
                || path.startsWith("/.well-known/")
                || path.startsWith("/admin/api/");
    }

    private static String without(String prefix, String path) {
        return path.startsWith(prefix) ? path.substring(prefix.length()) : path;
    }
}
