package dev.gatehouse.authserver.notice;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whom administrators' notices go to. Mail needs {@code spring.mail.host} too.
 *
 * @param from the sender of mails
 * @param administrators the addresses that mails for administrators go to
 * @param webhook where notices for administrators are posted; https, or http to one of the private hosts of outbound
 * @param webhookSecretFile a file with the key of the signature, at least 32 characters
 */
@ConfigurationProperties("gatehouse.notice")
record NoticeProperties(
        @DefaultValue("gatehouse@localhost") String from,
        @DefaultValue List<String> administrators,
        @Nullable URI webhook,
        @Nullable Path webhookSecretFile) {

    NoticeProperties {
        administrators = List.copyOf(administrators);
        if ((webhook == null) != (webhookSecretFile == null)) {
            throw new IllegalArgumentException(
                    "Set both of gatehouse.notice.webhook and gatehouse.notice.webhook-secret-file, or neither");
        }
    }

    /** The key of the signature; its file may change while the server runs. */
    String webhookSecret() {
        try {
            String secret = Files.readString(java.util.Objects.requireNonNull(webhookSecretFile))
                    .strip();
            if (secret.length() < 32) {
                throw new IllegalStateException("gatehouse.notice.webhook-secret-file has less than 32 characters");
            }
            return secret;
        } catch (IOException e) {
            throw new IllegalStateException("gatehouse.notice.webhook-secret-file cannot be read", e);
        }
    }
}
