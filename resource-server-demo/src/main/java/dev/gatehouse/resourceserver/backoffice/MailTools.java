package dev.gatehouse.resourceserver.backoffice;

import dev.gatehouse.resourceserver.mcp.Arguments;
import dev.gatehouse.resourceserver.mcp.BackOfficeTool;
import dev.gatehouse.resourceserver.mcp.BackOfficeTool.Argument;
import dev.gatehouse.resourceserver.mcp.BackOfficeTool.Effect;
import dev.gatehouse.resourceserver.mcp.InvalidArgumentException;
import dev.gatehouse.resourceserver.protection.Caller;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Sending mail to an outbox, and looking into it. */
@Configuration(proxyBeanMethods = false)
class MailTools {

    private static final Pattern ADDRESS =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+");
    private static final Argument SUBJECT = Argument.required("subject", Map.of("type", "string", "maxLength", 200));
    private static final Argument BODY = Argument.required("body", Map.of("type", "string", "maxLength", 10_000));

    private final Outbox outbox;
    private final Contacts contacts;

    MailTools(Outbox outbox, Contacts contacts) {
        this.outbox = outbox;
        this.contacts = contacts;
    }

    @Bean
    @Order(50)
    BackOfficeTool sendMail() {
        return new BackOfficeTool(
                "send_mail",
                "Send a mail",
                "Sends a mail to an address. In this demo it goes to an outbox and no further.",
                List.of(Scopes.MAIL_SEND),
                Effect.IRREVERSIBLE,
                List.of(
                        Argument.required("to", Map.of("type", "string", "format", "email", "maxLength", 254)),
                        SUBJECT,
                        BODY),
                this::send);
    }

    @Bean
    @Order(60)
    BackOfficeTool mailContact() {
        return new BackOfficeTool(
                "mail_contact",
                "Mail a contact",
                "Sends a mail to a contact by its id. In this demo it goes to an outbox and no further.",
                List.of(Scopes.CONTACTS_READ, Scopes.MAIL_SEND),
                Effect.IRREVERSIBLE,
                List.of(
                        Argument.required(
                                "contact_id",
                                Map.of("type", "integer", "minimum", 1, "description", "The id from list_contacts")),
                        SUBJECT,
                        BODY),
                this::mailContact);
    }

    @Bean
    @Order(70)
    BackOfficeTool listOutbox() {
        return new BackOfficeTool(
                "list_outbox",
                "List the outbox",
                "Lists the mails that agents sent for the same person, newest first.",
                List.of(Scopes.MAIL_SEND),
                Effect.READS,
                List.of(Argument.optional(
                        "limit", Map.of("type", "integer", "minimum", 1, "maximum", 100, "default", 20))),
                (arguments, caller) ->
                        Map.of("mails", outbox.list(caller.subject(), arguments.number("limit", 1, 100, 20))));
    }

    private Map<String, Object> send(Arguments arguments, Caller caller) {
        String to = arguments.line("to", 254);
        if (!ADDRESS.matcher(to).matches()) {
            throw new InvalidArgumentException("The argument \"to\" must be one mail address.");
        }
        return send(to, arguments, caller);
    }

    private Map<String, Object> mailContact(Arguments arguments, Caller caller) {
        long id = arguments.number("contact_id", 1, Long.MAX_VALUE);
        String to = contacts.find(id)
                .orElseThrow(() -> new InvalidArgumentException("There is no contact with the id " + id + "."))
                .email();
        return send(to, arguments, caller);
    }

    private Map<String, Object> send(String to, Arguments arguments, Caller caller) {
        String subject = arguments.line("subject", 200);
        String body = arguments.text("body", 10_000);
        return Map.of("id", outbox.send(to, subject, body, caller.subject(), caller.clientId()), "to", to);
    }
}
