package dev.gatehouse.authserver.api;

import dev.gatehouse.authserver.dpop.DpopProofs;
import dev.gatehouse.authserver.resource.AdministrationInterface;
import dev.gatehouse.authserver.web.Issuer;
import dev.gatehouse.authserver.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What programs read before they have a token: what the interface is, and how to get one. */
@RestController
class DocumentsApi {

    private final Issuer issuer;

    private final ObjectProvider<RequestMappingHandlerMapping> routes;

    /** @param routes asked when a request comes, since they are known only after this was made */
    DocumentsApi(Issuer issuer, ObjectProvider<RequestMappingHandlerMapping> routes) {
        this.issuer = issuer;
        this.routes = routes;
    }

    /** Protected resource metadata (RFC 9728 section 2). */
    @GetMapping("/.well-known/oauth-protected-resource" + AdministrationInterface.PATH)
    Map<String, Object> metadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("resource", AdministrationInterface.uri(issuer));
        metadata.put("resource_name", "Gatehouse administration");
        metadata.put("authorization_servers", List.of(issuer.value()));
        metadata.put("scopes_supported", List.of(AdministrationInterface.READ, AdministrationInterface.WRITE));
        metadata.put("bearer_methods_supported", List.of("header"));
        metadata.put("dpop_signing_alg_values_supported", DpopProofs.algorithms());
        metadata.put("resource_documentation", issuer.url(AdministrationInterface.PATH + "/v1/openapi.json"));
        return metadata;
    }

    /** The interface as OpenAPI 3.1. */
    @GetMapping(path = "/admin/api/v1/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Resource> openApi() {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(new ClassPathResource("openapi/admin-v1.json"));
    }

    /** Whatever is not there, and whatever cannot be done to what is, or answered in a form that is asked for. */
    @RequestMapping(AdministrationInterface.PATH + "/**")
    void nothing(
            @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = MediaType.ALL_VALUE) String accept,
            HttpServletRequest request,
            HttpServletResponse response) {
        SortedSet<String> methods = methods(request);
        if (!methods.isEmpty() && !methods.contains(request.getMethod())) {
            response.setHeader(HttpHeaders.ALLOW, String.join(", ", methods));
            throw Problem.of(
                            HttpStatus.METHOD_NOT_ALLOWED,
                            "This cannot be done here",
                            "Nothing was changed. The header Allow says what can.")
                    .refusal();
        }
        if (!accept.contains(MediaType.APPLICATION_JSON_VALUE)
                && !accept.contains("application/*")
                && !accept.contains(MediaType.ALL_VALUE)) {
            throw Problem.of(HttpStatus.NOT_ACCEPTABLE, "Answers are JSON", "Accept application/json.")
                    .refusal();
        }
        throw Preconditions.NOT_FOUND.get();
    }

    /** What can be done at this path (RFC 9110 section 10.2.1); empty where nothing is. */
    private SortedSet<String> methods(HttpServletRequest request) {
        SortedSet<String> methods = new TreeSet<>();
        routes.getObject().getHandlerMethods().keySet().stream()
                .filter(route -> !route.getMethodsCondition().isEmpty()
                        && route.getPathPatternsCondition() != null
                        && route.getPathPatternsCondition().getMatchingCondition(request) != null)
                .flatMap(route -> route.getMethodsCondition().getMethods().stream())
                .forEach(method -> methods.add(method.name()));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }
}
