package dev.gatehouse.authserver.web;

import dev.gatehouse.authserver.web.ShownSettings.Group;
import dev.gatehouse.authserver.web.ShownSettings.Setting;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({WebProperties.class, AdminProperties.class})
class WebConfiguration {

    @Bean
    Issuer issuer(WebProperties properties) {
        return new Issuer(properties.issuer());
    }

    /**
     * The only place that reads the system's clock, to the microsecond as both databases keep it: what is stored compares
     * with what is computed.
     */
    @Bean
    InstantSource instantSource() {
        return Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));
    }

    @Bean
    @Order(1)
    ShownSettings shownWebSettings(WebProperties properties, AdminProperties admin) {
        Group group = Group.of(
                "This installation",
                new Setting("Name", properties.installationName(), "gatehouse.installation-name"),
                new Setting("Issuer", properties.issuer(), "gatehouse.issuer"),
                new Setting(
                        "Port of administrators",
                        admin.port() == null ? "none of their own" : admin.address() + " " + admin.port(),
                        "gatehouse.admin.port"));
        return () -> group;
    }
}
