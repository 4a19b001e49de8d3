package dev.gatehouse.authserver.handshake;

import dev.gatehouse.authserver.web.ShownSettings;
import dev.gatehouse.authserver.web.ShownSettings.Group;
import dev.gatehouse.authserver.web.ShownSettings.Setting;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HandshakeProperties.class)
class HandshakeConfiguration {

    @Bean
    @Order(7)
    ShownSettings shownHandshakeSettings(HandshakeProperties properties) {
        Group group = Group.of(
                "Handshakes",
                new Setting("Kept for", properties.keptFor(), "gatehouse.handshake.kept-for"),
                new Setting("Steps kept at most", properties.stepsAtMost(), "gatehouse.handshake.steps-at-most"));
        return () -> group;
    }
}
