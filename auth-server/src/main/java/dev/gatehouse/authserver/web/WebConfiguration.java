package dev.gatehouse.authserver.web;

import java.time.Clock;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebProperties.class)
class WebConfiguration {

    @Bean
    Issuer issuer(WebProperties properties) {
        return new Issuer(properties.issuer());
    }

    /** The only place that reads the system's clock. */
    @Bean
    InstantSource instantSource() {
        return Clock.systemUTC();
    }
}
