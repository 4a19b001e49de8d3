package dev.gatehouse.client;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sign-in and consent pages of the test's authorization server: a cookie, hidden fields, boxes, two buttons. */
record TestPages(TestAuthorizationServer server) {

    static final String PASSWORD = "correct horse";
    private static final String COOKIE = "session=0123456789abcdef";

    void signIn(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        if (exchange.getRequestMethod().equals("GET")) {
            page(exchange, signInForm(query, ""));
            return;
        }
        Map<String, String> form = TestHttp.form(TestHttp.body(exchange));
        boolean good = PASSWORD.equals(form.get("password"))
                && "alice".equals(form.get("username"))
                && "abc".equals(form.get("_csrf"));
        if (good) {
            exchange.getResponseHeaders().add("Set-Cookie", COOKIE + "; Path=/; HttpOnly; SameSite=Lax");
            TestHttp.redirect(exchange, "/consent?" + query);
        } else {
            page(exchange, signInForm(query, "<p>Name or password is wrong.</p>"));
        }
    }

    private static String signInForm(String query, String message) {
        return message + "<form method=post action=\"/sign-in?" + query.replace("&", "&amp;") + "\">"
                + "<input type=hidden name=_csrf value=abc><input name=username><input type=password name=password>"
                + "<button>Sign in</button></form>";
    }

    void consent(HttpExchange exchange) throws IOException {
        Map<String, String> request = TestHttp.form(exchange.getRequestURI().getRawQuery());
        if (!COOKIE.equals(exchange.getRequestHeaders().getFirst("Cookie"))) {
            TestHttp.answer(exchange, 403, "text/html", "<h1>No session</h1>");
        } else if (exchange.getRequestMethod().equals("GET")) {
            page(exchange, consentForm(request));
        } else {
            decide(exchange, request, TestHttp.body(exchange));
        }
    }

    private static String consentForm(Map<String, String> request) {
        StringBuilder form = new StringBuilder("<form method=post action=/sign-out><button>Sign out</button></form>")
                .append("<form method=post><input type=hidden name=_csrf value=abc>");
        for (String scope : request.getOrDefault("scope", "").split(" ")) {
            String checked = scope.contains("write") ? "" : " checked";
            form.append("<input type=checkbox name=scope value=\"" + scope + "\"" + checked + ">");
        }
        return form.append("<input type=radio name=duration value=PT1H checked>")
                .append("<input type=radio name=duration value=PT8H>")
                .append("<button name=decision value=deny>Deny</button>")
                .append("<button name=decision value=allow>Allow</button></form>")
                .toString();
    }

    private void decide(HttpExchange exchange, Map<String, String> request, String body) throws IOException {
        List<String> scopes = new ArrayList<>();
        for (String pair : body.split("&")) {
            if (pair.startsWith("scope=")) {
                scopes.add(TestHttp.form(pair).get("scope"));
            }
        }
        Map<String, String> form = TestHttp.form(body);
        if ("allow".equals(form.get("decision")) && "abc".equals(form.get("_csrf")) && form.containsKey("duration")) {
            server.finish(exchange, request, String.join(" ", scopes));
        } else {
            server.sendBack(exchange, request, new LinkedHashMap<>(Map.of("error", "access_denied")));
        }
    }

    private static void page(HttpExchange exchange, String content) throws IOException {
        TestHttp.answer(exchange, 200, "text/html", "<!doctype html><html><body>" + content + "</body></html>");
    }
}
