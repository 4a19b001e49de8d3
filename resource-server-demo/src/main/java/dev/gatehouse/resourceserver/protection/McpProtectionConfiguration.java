package dev.gatehouse.resourceserver.protection;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Import this to protect an MCP server. It brings the metadata and two filter chains, one for the metadata and one for the
 * MCP endpoint; every other path of the application stays with the application's own chains.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ResourceProperties.class)
public class McpProtectionConfiguration {

    private static final Duration METADATA_LIVES = Duration.ofMinutes(5);
    private static final List<String> REQUEST_HEADERS = List.of(
            HttpHeaders.AUTHORIZATION,
            HttpHeaders.CONTENT_TYPE,
            HttpHeaders.ACCEPT,
            MirroredHeaders.VERSION,
            MirroredHeaders.METHOD,
            MirroredHeaders.NAME,
            "Mcp-Session-Id",
            "Last-Event-ID",
            DPoPTokenConverter.PROOF_HEADER);
    private static final List<String> RESPONSE_HEADERS =
            List.of(HttpHeaders.WWW_AUTHENTICATE, HttpHeaders.RETRY_AFTER, "Mcp-Session-Id", DPoPScheme.NONCE_HEADER);

    /** MCP lets a client look at the path-inserted place or at the root (RFC 9728 section 3.1). */
    @Bean
    RouterFunction<ServerResponse> resourceMetadataRoutes(
            ResourceProperties properties, ObjectProvider<ToolScopes> toolScopes) {
        ResourceMetadata metadata = new ResourceMetadata(properties, scopes(properties, toolScopes));
        RouterFunctions.Builder routes = RouterFunctions.route();
        List.of(metadata.path(), ResourceMetadata.WELL_KNOWN)
                .forEach(path -> routes.GET(path, request -> document(metadata)));
        return routes.build();
    }

    private static ServerResponse document(ResourceMetadata metadata) {
        return ServerResponse.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .cacheControl(CacheControl.maxAge(METADATA_LIVES).cachePublic())
                .body(metadata.document());
    }

    @Bean
    @Order(10)
    SecurityFilterChain resourceMetadataChain(HttpSecurity http) throws Exception {
        CorsConfiguration cors = new CorsConfiguration();
        cors.setAllowedOrigins(List.of(CorsConfiguration.ALL));
        cors.setAllowedMethods(List.of("GET", "HEAD"));
        cors.setAllowedHeaders(List.of(CorsConfiguration.ALL));
        cors.setExposedHeaders(RESPONSE_HEADERS);
        stateless(http);
        return http.securityMatcher(ResourceMetadata.WELL_KNOWN, ResourceMetadata.WELL_KNOWN + "/**")
                .cors(c -> c.configurationSource(request -> cors))
                .authorizeHttpRequests(all -> all.anyRequest().permitAll())
                .build();
    }

    @Bean
    @Order(20)
    SecurityFilterChain mcpEndpointChain(
            HttpSecurity http,
            ResourceProperties properties,
            ObjectProvider<ToolScopes> toolScopes,
            ObjectProvider<InstantSource> clocks)
            throws Exception {
        InstantSource clock = clocks.getIfAvailable(InstantSource::system);
        ToolScopes scopes = scopes(properties, toolScopes);
        ResourceMetadata metadata = new ResourceMetadata(properties, scopes);
        Challenge challenge = new Challenge(metadata, properties);
        ChallengeEntryPoint entryPoint = new ChallengeEntryPoint(challenge);
        AccessTokenDecoder decoder = new AccessTokenDecoder(properties, new IssuerKeys(properties, clock), clock);
        MessageGate gate = new MessageGate(scopes, properties.openMethods());
        stateless(http);
        if (properties.dpop().mode() != ResourceProperties.DPoP.Mode.OFF) {
            DPoPScheme dpop = new DPoPScheme(properties, decoder, clock);
            http.addFilterBefore(
                    dpop.filter(properties.identifier(), entryPoint), BearerTokenAuthenticationFilter.class);
        }
        return http.securityMatcher(metadata.endpoint())
                .cors(c -> c.configurationSource(request -> endpointCors()))
                .authorizeHttpRequests(all -> all.anyRequest().authenticated())
                .exceptionHandling(handling -> handling.authenticationEntryPoint(entryPoint))
                .oauth2ResourceServer(server -> server.bearerTokenResolver(new HeaderTokenResolver())
                        .authenticationEntryPoint(entryPoint)
                        .jwt(jwt -> jwt.decoder(decoder.forBearer()))
                        .withObjectPostProcessor(answersFailuresWith(entryPoint)))
                .addFilterBefore(new OriginFilter(properties.allowedOrigins()), CorsFilter.class)
                .addFilterAfter(
                        new ToolScopeFilter(
                                gate,
                                challenge,
                                Math.toIntExact(properties.maxBody().toBytes())),
                        AuthorizationFilter.class)
                .build();
    }

    /** The scopes of {@code gatehouse.resource.tools}, unless the application knows them better. */
    private static ToolScopes scopes(ResourceProperties properties, ObjectProvider<ToolScopes> toolScopes) {
        return toolScopes.getIfAvailable(() -> {
            Map<String, List<String>> scopes = new LinkedHashMap<>();
            properties.tools().forEach(tool -> scopes.put(tool.name(), tool.scopes()));
            return ToolScopes.of(scopes);
        });
    }

    private static void stateless(HttpSecurity http) throws Exception {
        http.sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable);
    }

    /** Which origins may come is decided by {@link OriginFilter} before this answers them. */
    private static CorsConfiguration endpointCors() {
        CorsConfiguration cors = new CorsConfiguration();
        cors.setAllowedOriginPatterns(List.of(CorsConfiguration.ALL));
        cors.setAllowedMethods(List.of("GET", "POST", "DELETE"));
        cors.setAllowedHeaders(REQUEST_HEADERS);
        cors.setExposedHeaders(RESPONSE_HEADERS);
        return cors;
    }

    /** By default Spring Security rethrows "the keys cannot be had", which would be a 500. */
    private static ObjectPostProcessor<BearerTokenAuthenticationFilter> answersFailuresWith(
            ChallengeEntryPoint entryPoint) {
        return new ObjectPostProcessor<>() {
            @Override
            public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
                filter.setAuthenticationFailureHandler(entryPoint);
                return filter;
            }
        };
    }
}
