package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.grant.Grants;
import dev.gatehouse.authserver.web.Issuer;
import java.util.List;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.web.OAuth2AuthorizationEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.OAuth2AuthorizationServerMetadataEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2ClientCredentialsAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2RefreshTokenAuthenticationConverter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.context.NullSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.context.request.async.WebAsyncManagerIntegrationFilter;
import org.springframework.security.web.csrf.CsrfFilter;

/**
 * The filter chains of the machines' endpoints. Spring's authorization server brings the endpoints' filters; what they
 * convert with, ask and answer is ours. No chain here reads a cookie or makes a session.
 */
@Configuration(proxyBeanMethods = false)
class ProtocolSecurity {

    /** The only converters there are: any other {@code grant_type} is unsupported (requirement D7). */
    private static final List<AuthenticationConverter> GRANT_CONVERTERS = List.of(
            new OAuth2AuthorizationCodeAuthenticationConverter(),
            new OAuth2RefreshTokenAuthenticationConverter(),
            new OAuth2ClientCredentialsAuthenticationConverter());

    @Bean
    AuthorizationServerSettings authorizationServerSettings(Issuer issuer) {
        return AuthorizationServerSettings.builder()
                .issuer(issuer.value())
                .tokenEndpoint("/token")
                .tokenIntrospectionEndpoint("/introspect")
                .tokenRevocationEndpoint("/revoke")
                .pushedAuthorizationRequestEndpoint("/par")
                .build();
    }

    /** Filters that Spring's configuration brings along for pages and endpoints that are not in this chain. */
    private static final Set<Class<?>> IDLE = Set.of(
            CsrfFilter.class,
            WebAsyncManagerIntegrationFilter.class,
            OAuth2AuthorizationEndpointFilter.class,
            OAuth2AuthorizationServerMetadataEndpointFilter.class);

    @Bean
    @Order(1)
    SecurityFilterChain protocolEndpoints(
            HttpSecurity http,
            ProtocolAnswers answers,
            ClientAuthentication clientAuthentication,
            Grants grants,
            Introspection introspection,
            Revocation revocation) {
        OAuth2AuthorizationServerConfigurer server = new OAuth2AuthorizationServerConfigurer()
                .clientAuthentication(client -> client.authenticationConverters(
                                converters -> replace(converters, List.of(new ClientAuthenticationConverter())))
                        .authenticationProviders(providers -> replace(providers, List.of(clientAuthentication)))
                        .errorResponseHandler(answers::refusal))
                .tokenEndpoint(
                        token -> token.accessTokenRequestConverters(converters -> replace(converters, GRANT_CONVERTERS))
                                .authenticationProviders(providers -> replace(providers, grants.providers()))
                                .accessTokenResponseHandler(answers::token)
                                .errorResponseHandler(answers::refusal))
                .tokenIntrospectionEndpoint(endpoint -> endpoint.authenticationProviders(
                                providers -> replace(providers, List.of(introspection)))
                        .introspectionResponseHandler(answers::introspection)
                        .errorResponseHandler(answers::refusal))
                .tokenRevocationEndpoint(endpoint -> endpoint.authenticationProviders(
                                providers -> replace(providers, List.of(revocation)))
                        .revocationResponseHandler(answers::revocation)
                        .errorResponseHandler(answers::refusal));
        bare(http.securityMatcher("/token", "/introspect", "/revoke", "/par"))
                .cors(cors -> cors.configurationSource(
                        request -> request.getServletPath().equals("/introspect") ? null : CrossOrigin.ANY))
                .with(server, Customizer.withDefaults())
                .addFilterBefore(new StorageFailureFilter(answers), SecurityContextHolderFilter.class)
                .addFilterAfter(new FormPostFilter(answers), org.springframework.web.filter.CorsFilter.class)
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated());
        return withoutIdleOnes(http.build());
    }

    @Bean
    @Order(2)
    SecurityFilterChain openEndpoints(HttpSecurity http) {
        bare(http.securityMatcher("/.well-known/**", "/jwks", "/register", "/register/*"))
                .cors(cors -> cors.configurationSource(request -> CrossOrigin.ANY))
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll());
        return http.build();
    }

    private static SecurityFilterChain withoutIdleOnes(DefaultSecurityFilterChain chain) {
        return new DefaultSecurityFilterChain(
                chain.getRequestMatcher(),
                chain.getFilters().stream()
                        .filter(filter -> !IDLE.contains(filter.getClass()))
                        .toList());
    }

    static HttpSecurity bare(HttpSecurity http) {
        return http.securityContext(context -> context.securityContextRepository(new NullSecurityContextRepository()))
                .csrf(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .anonymous(AbstractHttpConfigurer::disable)
                .sessionManagement(AbstractHttpConfigurer::disable);
    }

    private static <T> void replace(List<T> all, List<? extends T> wanted) {
        all.clear();
        all.addAll(wanted);
    }
}
