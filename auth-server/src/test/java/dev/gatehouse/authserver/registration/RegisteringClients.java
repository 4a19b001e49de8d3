package dev.gatehouse.authserver.registration;

import java.util.List;
import java.util.stream.Stream;

/** What known clients post, as it was seen, and what each needs in the answer. */
final class RegisteringClients {

    /** One client. */
    record Registering(
            String name,
            String body,
            List<String> redirectUris,
            String authMethod,
            List<String> grantTypes,
            String scope) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<String> BOTH = List.of("authorization_code", "refresh_token");

    private static final String DEFAULT_SCOPE = "crm.contacts.read storage.buckets.read offline_access";

    private RegisteringClients() {}

    static Stream<Registering> all() {
        return Stream.of(hosted(), nativeApps(), tools(), odd()).flatMap(group -> group);
    }

    private static Stream<Registering> hosted() {
        return Stream.of(
                new Registering(
                        "claude.ai with a secret",
                        """
                        {"client_name": "Claude", "redirect_uris": ["https://claude.ai/api/mcp/auth_callback"],
                         "token_endpoint_auth_method": "client_secret_post", "response_types": ["code"],
                         "grant_types": ["authorization_code", "refresh_token"], "scope": "claudeai"}""",
                        List.of("https://claude.ai/api/mcp/auth_callback"),
                        "client_secret_post",
                        BOTH,
                        DEFAULT_SCOPE),
                new Registering(
                        "claude.ai without one",
                        """
                        {"client_name": "Claude", "redirect_uris": ["https://claude.ai/api/mcp/auth_callback",
                         "https://claude.com/api/mcp/auth_callback"], "token_endpoint_auth_method": "none",
                         "grant_types": ["authorization_code", "refresh_token"],
                         "scope": " mail.send crm.contacts.read"}""",
                        List.of("https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"),
                        "none",
                        BOTH,
                        "mail.send crm.contacts.read"),
                new Registering(
                        "ChatGPT",
                        """
                        {"client_name": "ChatGPT", "redirect_uris": ["https://chatgpt.com/connector_platform_oauth_redirect",
                         "https://chatgpt.com/connector/oauth/Qx-1_z"], "token_endpoint_auth_method": "none",
                         "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
                         "scope": "crm.contacts.read offline_access"}""",
                        List.of(
                                "https://chatgpt.com/connector_platform_oauth_redirect",
                                "https://chatgpt.com/connector/oauth/Qx-1_z"),
                        "none",
                        BOTH,
                        "crm.contacts.read offline_access"),
                new Registering(
                        "Copilot Studio, which asks later for the scope of the answer",
                        """
                        {"client_name": "Power Platform",
                         "redirect_uris": ["https://global.consent.azure-apim.net/redirect/cr1-5fbackoffice"],
                         "token_endpoint_auth_method": "client_secret_post",
                         "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"]}""",
                        List.of("https://global.consent.azure-apim.net/redirect/cr1-5fbackoffice"),
                        "client_secret_post",
                        BOTH,
                        DEFAULT_SCOPE));
    }

    private static Stream<Registering> nativeApps() {
        return Stream.of(
                new Registering(
                        "Claude Code, without scope",
                        """
                        {"client_name": "Claude Code (backoffice)", "redirect_uris": ["http://localhost:53124/callback"],
                         "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
                         "token_endpoint_auth_method": "none"}""",
                        List.of("http://localhost:53124/callback"),
                        "none",
                        BOTH,
                        DEFAULT_SCOPE),
                new Registering(
                        "VS Code, without a method",
                        """
                        {"client_name": "Visual Studio Code", "client_uri": "https://code.visualstudio.com",
                         "grant_types": ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
                         "response_types": ["code"], "application_type": "native",
                         "redirect_uris": ["https://insiders.vscode.dev/redirect", "https://vscode.dev/redirect",
                         "http://127.0.0.1/", "http://127.0.0.1:33418/"]}""",
                        List.of(
                                "https://insiders.vscode.dev/redirect",
                                "https://vscode.dev/redirect",
                                "http://127.0.0.1/",
                                "http://127.0.0.1:33418/"),
                        "client_secret_basic",
                        BOTH,
                        DEFAULT_SCOPE),
                new Registering(
                        "Cursor, with its own scheme among others",
                        """
                        {"client_name": "Cursor", "token_endpoint_auth_method": "none",
                         "redirect_uris": ["cursor://anysphere.cursor-mcp/oauth/callback",
                         "https://www.cursor.com/agents/mcp/oauth/callback", "http://localhost:8787/callback"],
                         "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"]}""",
                        List.of(
                                "cursor://anysphere.cursor-mcp/oauth/callback",
                                "https://www.cursor.com/agents/mcp/oauth/callback",
                                "http://localhost:8787/callback"),
                        "none",
                        BOTH,
                        DEFAULT_SCOPE),
                new Registering(
                        "Claude desktop, whose scheme nobody allowed",
                        """
                        {"client_name": "Claude", "token_endpoint_auth_method": "none",
                         "redirect_uris": ["claude://oauth/callback", "http://localhost/callback"]}""",
                        List.of("http://localhost/callback"),
                        "none",
                        BOTH,
                        DEFAULT_SCOPE),
                new Registering(
                        "Codex CLI",
                        """
                        {"client_name": "Codex", "redirect_uris": ["http://127.0.0.1:41233/callback/5YtG-x"],
                         "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
                         "token_endpoint_auth_method": "none"}""",
                        List.of("http://127.0.0.1:41233/callback/5YtG-x"),
                        "none",
                        BOTH,
                        DEFAULT_SCOPE),
                new Registering(
                        "Gemini CLI",
                        """
                        {"client_name": "Gemini CLI MCP Client", "redirect_uris": ["http://localhost:7777/oauth/callback"],
                         "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
                         "token_endpoint_auth_method": "none", "scope": ""}""",
                        List.of("http://localhost:7777/oauth/callback"),
                        "none",
                        BOTH,
                        DEFAULT_SCOPE));
    }

    private static Stream<Registering> tools() {
        return Stream.of(
                new Registering(
                        "mcp-remote, with OIDC scopes",
                        """
                        {"client_name": "MCP CLI Proxy", "client_uri": "https://github.com/geelen/mcp-remote",
                         "redirect_uris": ["http://localhost:3334/oauth/callback"], "token_endpoint_auth_method": "none",
                         "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
                         "scope": "openid email profile", "software_id": "2e6dc280-f3c3-4e01-99a7-8181dbd1d23d",
                         "software_version": "0.1.29"}""",
                        List.of("http://localhost:3334/oauth/callback"),
                        "none",
                        BOTH,
                        DEFAULT_SCOPE),
                new Registering(
                        "MCP Inspector",
                        """
                        {"redirect_uris": ["http://localhost:6274/oauth/callback/debug", "http://localhost:6274/oauth/callback"],
                         "token_endpoint_auth_method": "none", "grant_types": ["authorization_code", "refresh_token"],
                         "response_types": ["code"], "client_name": "MCP Inspector",
                         "client_uri": "https://github.com/modelcontextprotocol/inspector",
                         "scope": "openid profile email offline_access"}""",
                        List.of("http://localhost:6274/oauth/callback/debug", "http://localhost:6274/oauth/callback"),
                        "none",
                        BOTH,
                        DEFAULT_SCOPE),
                new Registering(
                        "TypeScript SDK",
                        """
                        {"application_type": "native", "client_name": "my agent", "scope": "crm.contacts.read crm.tags.write",
                         "redirect_uris": ["http://localhost:8090/callback"], "response_types": ["code"],
                         "grant_types": ["authorization_code", "refresh_token"],
                         "token_endpoint_auth_method": "client_secret_basic"}""",
                        List.of("http://localhost:8090/callback"),
                        "client_secret_basic",
                        BOTH,
                        "crm.contacts.read crm.tags.write"),
                new Registering("C# SDK", """
                        {"redirect_uris": ["http://localhost:1179/callback"], "client_name": "ProtectedMcpClient",
                         "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
                         "token_endpoint_auth_method": "none", "client_uri": null}""", List.of("http://localhost:1179/callback"), "none", BOTH, DEFAULT_SCOPE));
    }

    private static Stream<Registering> odd() {
        return Stream.of(
                new Registering(
                        "a client of 2025-03-26, with a name and nothing else",
                        """
                        {"redirect_uris": ["http://127.0.0.1:5000/"], "client_name": "old"}""",
                        List.of("http://127.0.0.1:5000/"),
                        "client_secret_basic",
                        BOTH,
                        DEFAULT_SCOPE),
                new Registering(
                        "Turnstone, with nulls and unknown members",
                        """
                        {"client_name": null, "redirect_uris": ["https://turnstone.test/cb"], "client_uri": null,
                         "logo_uri": "", "contacts": [], "tos_uri": null, "policy_uri": null, "jwks_uri": null,
                         "jwks": null, "software_id": null, "software_version": null, "software_statement": null,
                         "grant_types": null, "response_types": null, "scope": null, "token_endpoint_auth_method": "none",
                         "resource": "http://127.0.0.1:9001/mcp", "x": {"y": [1, null]}, "default_max_age": 1}""",
                        List.of("https://turnstone.test/cb"),
                        "none",
                        BOTH,
                        DEFAULT_SCOPE),
                new Registering(
                        "one that wants no refresh token",
                        """
                        {"redirect_uris": ["https://short.test/cb"], "grant_types": ["authorization_code"],
                         "token_endpoint_auth_method": "none", "scope": "offline_access nothing"}""",
                        List.of("https://short.test/cb"),
                        "none",
                        List.of("authorization_code"),
                        "crm.contacts.read storage.buckets.read"));
    }
}
