package dev.gatehouse.authserver.token;

import dev.gatehouse.authserver.web.ShownSettings;
import dev.gatehouse.authserver.web.ShownSettings.Group;
import dev.gatehouse.authserver.web.ShownSettings.Setting;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TokenProperties.class)
class TokenConfiguration {

    @Bean
    @Order(3)
    ShownSettings shownTokenSettings(TokenProperties properties) {
        Group group = Group.of(
                "Tokens",
                new Setting("A code lives for", properties.codeLifetime(), "gatehouse.token.code-lifetime"),
                new Setting(
                        "A refresh token ends when unused for",
                        properties.refreshIdle(),
                        "gatehouse.token.refresh-idle"),
                new Setting(
                        "A rotated one leads to the same successor for",
                        properties.refreshReplayWindow(),
                        "gatehouse.token.refresh-replay-window"));
        return () -> group;
    }
}
