package dev.gatehouse.resourceserver.mcp;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one MCP endpoint for both kinds of clients. The header {@code MCP-Protocol-Version} says which wire they speak; that
 * it says the same as the body was checked by the protection.
 */
final class McpEndpoint extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** What the SDK speaks, the wire that begins with {@code initialize}; the oldest clients send no header. */
    static final List<String> LEGACY_VERSIONS = List.of("2025-11-25", "2025-06-18", "2025-03-26");

    private final transient HttpServlet legacy;
    private final transient ModernWire modern;

    McpEndpoint(HttpServlet legacy, ModernWire modern) {
        this.legacy = legacy;
        this.modern = modern;
    }

    @Override
    public void init() throws ServletException {
        legacy.init(getServletConfig());
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String version = request.getHeader("MCP-Protocol-Version");
        if (!request.getMethod().equals("POST") || isLegacy(version)) {
            legacy.service(request, response);
        } else if (ModernWire.VERSION.equals(version)) {
            modern.answer(request, response);
        } else {
            modern.refuseVersion(request, response, version);
        }
    }

    @Override
    public void destroy() {
        legacy.destroy();
    }

    private static boolean isLegacy(@Nullable String version) {
        return version == null || LEGACY_VERSIONS.contains(version);
    }
}
