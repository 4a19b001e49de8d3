package dev.gatehouse.authserver.keys;

import dev.gatehouse.authserver.web.ShownSettings;
import dev.gatehouse.authserver.web.ShownSettings.Group;
import dev.gatehouse.authserver.web.ShownSettings.Setting;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KeyProperties.class)
class KeyConfiguration {

    @Bean
    @Order(6)
    ShownSettings shownKeySettings(KeyProperties properties) {
        Group group = Group.of(
                "Keys",
                new Setting("A key signs for", properties.rotateEvery(), "gatehouse.keys.rotate-every"),
                new Setting(
                        "It is published before that for", properties.publishAhead(), "gatehouse.keys.publish-ahead"));
        return () -> group;
    }
}
