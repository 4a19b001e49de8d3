package dev.gatehouse.authserver.oauth;

import static org.springframework.security.authorization.AuthorizationManagers.allOf;

import dev.gatehouse.authserver.resource.AdministrationInterface;
import dev.gatehouse.authserver.user.Role;
import dev.gatehouse.authserver.web.Problem;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import dev.gatehouse.authserver.web.StorageLog;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authorization.AuthorityAuthorizationManager;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.ExceptionTranslationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The chain of the interface of administrators. Only an access token opens it: no cookie is read, and no script of another
 * site may call it.
 */
@Configuration(proxyBeanMethods = false)
class AdministrationSecurity {

    private static final String ALL = AdministrationInterface.PATH + "/**";

    private static final AuthorizationManager<RequestAuthorizationContext> READING =
            both(AdministrationInterface.READ, Role.OWNER, Role.APPROVER, Role.AUDITOR);

    private static final AuthorizationManager<RequestAuthorizationContext> DECIDING =
            both(AdministrationInterface.WRITE, Role.OWNER, Role.APPROVER);

    private static final AuthorizationManager<RequestAuthorizationContext> CHANGING =
            both(AdministrationInterface.WRITE, Role.OWNER);

    private static AuthorizationManager<RequestAuthorizationContext> both(String scope, Role... roles) {
        String[] names = java.util.Arrays.stream(roles).map(Role::name).toArray(String[]::new);
        return allOf(
                AuthorityAuthorizationManager.hasAuthority("SCOPE_" + scope),
                AuthorityAuthorizationManager.hasAnyRole(names));
    }

    @Bean
    @Order(3)
    SecurityFilterChain administrationInterface(
            HttpSecurity http, AdministrationTokens tokens, AdministrationChallenges challenges, JsonMapper json) {
        ProtocolSecurity.bare(http.securityMatcher(ALL))
                .addFilterBefore(new TokenFilter(tokens, challenges, json), ExceptionTranslationFilter.class)
                .exceptionHandling(exceptions -> exceptions
                        .authenticationEntryPoint((request, response, exception) -> challenges.unauthorized(
                                request, response, null, "Send it in the header Authorization."))
                        .accessDeniedHandler((request, response, exception) ->
                                challenges.forbidden(request, response, caller(SecurityContextHolder.getContext()))))
                .authorizeHttpRequests(requests -> requests.requestMatchers(
                                HttpMethod.GET, AdministrationInterface.PATH + "/v1/openapi.json")
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, ALL)
                        .access(READING)
                        .requestMatchers(HttpMethod.HEAD, ALL)
                        .access(READING)
                        .requestMatchers(HttpMethod.POST, AdministrationChallenges.SIMULATION)
                        .access(READING)
                        .requestMatchers(HttpMethod.POST, AdministrationInterface.PATH + "/v1/approvals/**")
                        .access(DECIDING)
                        .anyRequest()
                        .access(CHANGING));
        return http.build();
    }

    private static @org.jspecify.annotations.Nullable AdministrationToken caller(SecurityContext context) {
        return context.getAuthentication() instanceof AdministrationToken token ? token : null;
    }

    /** Finds out who calls. */
    private static final class TokenFilter extends OncePerRequestFilter {

        private final AdministrationTokens tokens;

        private final AdministrationChallenges challenges;

        private final JsonMapper json;

        TokenFilter(AdministrationTokens tokens, AdministrationChallenges challenges, JsonMapper json) {
            this.tokens = tokens;
            this.challenges = challenges;
            this.json = json;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            try {
                tokens.caller(request).ifPresent(TokenFilter::enter);
            } catch (ProtocolRefusal refusal) {
                challenges.unauthorized(
                        request,
                        response,
                        refusal.getError().getErrorCode(),
                        String.valueOf(refusal.getError().getDescription()));
                return;
            } catch (DataAccessException | TransactionException e) {
                StorageLog.failed("Storage failed at " + request.getServletPath(), e);
                response.setHeader(HttpHeaders.RETRY_AFTER, "5");
                Problem.of(HttpStatus.SERVICE_UNAVAILABLE, "The storage cannot be reached", "Try again shortly.")
                        .write(response, json);
                return;
            }
            chain.doFilter(request, response);
        }

        private static void enter(AdministrationToken caller) {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(caller);
            SecurityContextHolder.setContext(context);
        }
    }
}
