package dev.gatehouse.authserver.notice;

import dev.gatehouse.authserver.outbound.Webhooks;
import dev.gatehouse.authserver.secret.Secrets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.stereotype.Component;

/** The ways by which notices leave. */
@Component
class NoticeChannels {

    /** Over the second in which it was sent, a dot and the body: whoever takes it can refuse old ones. */
    private static final String SIGNATURE = "Gatehouse-Signature";

    private final NoticeProperties properties;

    private final MailServer mail;

    private final Webhooks webhooks;

    private final InstantSource clock;

    NoticeChannels(NoticeProperties properties, MailServer mail, Webhooks webhooks, InstantSource clock) {
        this.properties = properties;
        this.mail = mail;
        this.webhooks = webhooks;
        this.clock = clock;
    }

    boolean any() {
        return mail.isSetUp() || properties.webhook() != null;
    }

    /** What went wrong, in words for the log; null if it was sent. */
    @Nullable
    String send(NoticeJob.Due notice) {
        try {
            return notice.channel().equals("MAIL") ? sendMail(notice) : post(notice);
        } catch (MailException | IllegalStateException e) {
            return e.getClass().getSimpleName();
        }
    }

    private @Nullable String sendMail(NoticeJob.Due notice) {
        if (!mail.isSetUp() || notice.recipient() == null) {
            return "Mail is not set up any more";
        }
        SimpleMailMessage message = new SimpleMailMessage();
        message.setFrom(properties.from());
        message.setTo(notice.recipient());
        message.setSubject(notice.subject());
        message.setText(notice.body());
        mail.send(message);
        return null;
    }

    private @Nullable String post(NoticeJob.Due notice) {
        URI webhook = properties.webhook();
        if (webhook == null) {
            return "There is no webhook any more";
        }
        String second = Long.toString(clock.instant().getEpochSecond());
        byte[] hmac =
                Secrets.hmac(properties.webhookSecret().getBytes(StandardCharsets.UTF_8), second + "." + notice.body());
        return webhooks.post(
                webhook,
                notice.body(),
                Map.of(
                        SIGNATURE,
                        "t=" + second + ",v1=" + HexFormat.of().formatHex(hmac),
                        "Gatehouse-Delivery",
                        notice.id().toString()));
    }
}
