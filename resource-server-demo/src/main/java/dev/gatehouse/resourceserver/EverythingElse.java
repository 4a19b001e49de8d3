package dev.gatehouse.resourceserver;

import dev.gatehouse.resourceserver.protection.ResourceProperties;
import jakarta.servlet.DispatcherType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;

/** The paths that the protection leaves to the application: health is open, all else is not there. */
@Configuration(proxyBeanMethods = false)
class EverythingElse {

    private static final Logger log = LoggerFactory.getLogger(EverythingElse.class);

    private final ResourceProperties properties;

    EverythingElse(ResourceProperties properties) {
        this.properties = properties;
    }

    @Bean
    @Order(100)
    SecurityFilterChain everythingElseChain(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(all -> all.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, "/actuator/health", "/actuator/health/**")
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.NOT_FOUND)))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }

    @EventListener(ApplicationReadyEvent.class)
    void announce() {
        log.info("MCP server ready at {}, tokens from {}", properties.identifier(), properties.issuer());
    }
}
