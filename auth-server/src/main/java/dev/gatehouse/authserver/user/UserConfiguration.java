package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.web.ErrorPage;
import dev.gatehouse.authserver.web.PageRenderer;
import dev.gatehouse.authserver.web.ShownSettings;
import dev.gatehouse.authserver.web.ShownSettings.Group;
import dev.gatehouse.authserver.web.ShownSettings.Setting;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextRepository;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(UserProperties.class)
class UserConfiguration {

    private final PageRenderer renderer;

    UserConfiguration(PageRenderer renderer) {
        this.renderer = renderer;
    }

    /** The last chain, for every page. Our own form tokens, headers and sessions take the place of Spring's. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    SecurityFilterChain pages(HttpSecurity http, SecurityContextRepository sessions) {
        http.csrf(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .sessionManagement(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .formLogin(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .securityContext(context -> context.securityContextRepository(sessions))
                .exceptionHandling(exceptions -> exceptions.authenticationEntryPoint(
                        (request, response, exception) -> askToSignIn(request, response)))
                .authorizeHttpRequests(requests -> requests.requestMatchers(
                                "/account", "/account/**", "/consent", "/approvals", "/approvals/**")
                        .hasRole(Role.PERSON.name())
                        .requestMatchers(HttpMethod.GET, "/admin", "/admin/**")
                        .hasAnyRole(Role.OWNER.name(), Role.APPROVER.name(), Role.AUDITOR.name())
                        .requestMatchers(HttpMethod.HEAD, "/admin", "/admin/**")
                        .hasAnyRole(Role.OWNER.name(), Role.APPROVER.name(), Role.AUDITOR.name())
                        .requestMatchers(
                                HttpMethod.POST,
                                "/admin/approvals",
                                "/admin/approvals/**",
                                "/admin/clients/*/label",
                                "/admin/clients/*/label/undo")
                        .hasAnyRole(Role.OWNER.name(), Role.APPROVER.name())
                        .requestMatchers("/admin", "/admin/**")
                        .hasRole(Role.OWNER.name())
                        .anyRequest()
                        .permitAll());
        return http.build();
    }

    /** Nobody authenticates with Spring's manager; without one, Boot would make an account and log its password. */
    @Bean
    AuthenticationManager noAuthenticationManager() {
        return authentication -> {
            throw new ProviderNotFoundException("People sign in on the sign-in page");
        };
    }

    private void askToSignIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
            String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
            String here =
                    request.getRequestURI().substring(request.getContextPath().length()) + query;
            String continueTo = ContinueTo.orDefault(here);
            SeeOther.send(
                    request, response, "/sign-in?continue=" + URLEncoder.encode(continueTo, StandardCharsets.UTF_8));
            return;
        }
        renderer.render(
                ErrorPage.of(HttpStatus.FORBIDDEN, "You are no longer signed in")
                        .because("Your sign-in ended before this form was sent. Nothing was changed.")
                        .remedy("Sign in again, then repeat what you were doing."),
                request,
                response);
    }

    @Bean
    @Order(4)
    ShownSettings shownUserSettings(UserProperties properties) {
        Group group = Group.of(
                "Sign-in",
                new Setting("Ends when unused for", properties.sessionIdle(), "gatehouse.user.session-idle"),
                new Setting("Ends in any case after", properties.sessionLifetime(), "gatehouse.user.session-lifetime"),
                new Setting(
                        "Passwords tried for a name at most",
                        properties.attemptsPerName(),
                        "gatehouse.user.attempts-per-name"),
                new Setting(
                        "Passwords tried from an address at most",
                        properties.attemptsPerAddress(),
                        "gatehouse.user.attempts-per-address"),
                new Setting("Both within", properties.attemptsPeriod(), "gatehouse.user.attempts-period"));
        return () -> group;
    }
}
