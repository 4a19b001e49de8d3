package dev.gatehouse.authserver.notice;

import dev.gatehouse.authserver.web.ShownSettings;
import dev.gatehouse.authserver.web.ShownSettings.Group;
import dev.gatehouse.authserver.web.ShownSettings.Setting;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NoticeProperties.class)
class NoticeConfiguration {

    @Bean
    @Order(5)
    ShownSettings shownNoticeSettings(NoticeProperties properties, MailServer mail) {
        Group group = Group.of(
                "Notices",
                new Setting("Mail", mail.isSetUp(), "spring.mail.host"),
                new Setting(
                        "Mails for administrators go to",
                        addresses(properties.administrators()),
                        "gatehouse.notice.administrators"),
                new Setting("Webhook", host(properties.webhook()), "gatehouse.notice.webhook"));
        return () -> group;
    }

    private static String addresses(List<String> administrators) {
        return switch (administrators.size()) {
            case 0 -> "nobody";
            case 1 -> "1 address";
            default -> administrators.size() + " addresses";
        };
    }

    /** Its path and query may be what its receiver knows us by. */
    private static Object host(@Nullable URI webhook) {
        return webhook == null ? false : "on, to " + webhook.getHost();
    }
}
