package dev.gatehouse.authserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** When the packaged form starts with what it was prepared with. */
class PreparedContextTests {

    @Test
    void asPackaged() {
        assertThat(fits(Map.of())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--server.port=9100",
                "--management.server.port=0",
                "--spring.datasource.url=jdbc:postgresql://database/gatehouse",
                "--spring.datasource.hikari.maximum-pool-size=20",
                "--spring.mail.host=mail.example.com",
                "--spring.mail.properties.mail.smtp.auth=true",
                "--spring.profiles.active=demo",
                "--gatehouse.issuer=https://auth.example.com",
                "--gatehouse.admin.port=9100",
                "--logging.level.root=warn",
            })
    void whatDecidesAboutNoBeanIsFree(String argument) {
        assertThat(fits(Map.of(), argument)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--spring.flyway.enabled=false",
                "--spring.datasource.type=org.example.Pool",
                "--spring.threads.virtual.enabled=false",
                "--spring.mail.jndi-name=mail",
                "--spring.autoconfigure.exclude=org.example.Configuration",
                "--spring.main.lazy-initialization=true",
                "--server.forward-headers-strategy=framework",
                "--management.endpoints.web.exposure.include=health,metrics",
                "--management.server.port=-1",
                "--management.server.port=9000",
            })
    void whatMayDecideAboutOneIsFoundOutAnew(String argument) {
        assertThat(fits(Map.of(), argument)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SERVER_FORWARD_HEADERS_STRATEGY",
                "SERVER_FORWARDHEADERSSTRATEGY",
                "SPRING_MAIL_JNDI_NAME",
                "SPRING_FLYWAY_ENABLED",
                "MANAGEMENT_ENDPOINT_HEALTH_ENABLED",
            })
    void theEnvironmentCountsToo(String name) {
        assertThat(fits(Map.of(name, "true"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SPRING_DATASOURCE_URL",
                "SPRING_DATASOURCE_DRIVERCLASSNAME",
                "SPRING_CONFIG_IMPORT",
                "SERVER_TOMCAT_REMOTEIP_REMOTEIPHEADER",
                "GATEHOUSE_USER_ADMINISTRATOR_USERNAME",
                "SPRINGFIELD",
            })
    void andLeavesFreeWhatIsFree(String name) {
        assertThat(fits(Map.of(name, "optional:file:/none"))).isTrue();
    }

    /** With the packaged configuration, as the server's own start reads it. */
    private static boolean fits(Map<String, Object> variables, String... arguments) {
        AtomicReference<ConfigurableEnvironment> seen = new AtomicReference<>();
        SpringApplication server = new SpringApplication(AuthServerApplication.class);
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        server.setEnvironment(environment);
        server.addListeners((ApplicationListener<ApplicationEnvironmentPreparedEvent>) event -> {
            seen.set(event.getEnvironment());
            throw new SpringApplication.AbandonedRunException();
        });
        assertThatThrownBy(() -> server.run(arguments)).isInstanceOf(SpringApplication.AbandonedRunException.class);
        return PreparedContext.fits(seen.get());
    }
}
