package dev.gatehouse.resourceserver.backoffice;

import dev.gatehouse.resourceserver.mcp.Arguments;
import dev.gatehouse.resourceserver.mcp.BackOfficeTool;
import dev.gatehouse.resourceserver.mcp.BackOfficeTool.Argument;
import dev.gatehouse.resourceserver.mcp.BackOfficeTool.Effect;
import dev.gatehouse.resourceserver.mcp.InvalidArgumentException;
import dev.gatehouse.resourceserver.protection.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Reading and tagging contacts. */
@Configuration(proxyBeanMethods = false)
class ContactTools {

    private static final Pattern TAG = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private final Contacts contacts;

    ContactTools(Contacts contacts) {
        this.contacts = contacts;
    }

    @Bean
    @Order(10)
    BackOfficeTool listContacts() {
        return new BackOfficeTool(
                "list_contacts",
                "List contacts",
                "Lists contacts with company, address, city and tags, all of them or those that match a query.",
                List.of(Scopes.CONTACTS_READ),
                Effect.READS,
                List.of(
                        Argument.optional(
                                "query",
                                Map.of(
                                        "type", "string",
                                        "maxLength", 100,
                                        "description", "Part of a name, company, address, city or tag")),
                        Argument.optional(
                                "limit", Map.of("type", "integer", "minimum", 1, "maximum", 100, "default", 20))),
                this::list);
    }

    @Bean
    @Order(20)
    BackOfficeTool tagContact() {
        return new BackOfficeTool(
                "tag_contact",
                "Tag a contact",
                "Adds a tag to a contact; a tag that is already there stays as it is.",
                List.of(Scopes.TAGS_WRITE),
                Effect.ADDS_ONCE,
                List.of(
                        Argument.required(
                                "contact_id",
                                Map.of("type", "integer", "minimum", 1, "description", "The id from list_contacts")),
                        Argument.required(
                                "tag",
                                Map.of(
                                        "type", "string",
                                        "pattern", "^" + TAG.pattern() + "$",
                                        "description", "Lower-case letters, digits and hyphens"))),
                this::tag);
    }

    private Map<String, Object> list(Arguments arguments, Caller caller) {
        String query = arguments.findText("query", 100).orElse("");
        return Map.of("contacts", contacts.search(query.strip(), arguments.number("limit", 1, 100, 20)));
    }

    private Map<String, Object> tag(Arguments arguments, Caller caller) {
        long id = arguments.number("contact_id", 1, Long.MAX_VALUE);
        String tag = arguments.line("tag", 40).toLowerCase(Locale.ROOT);
        if (!TAG.matcher(tag).matches()) {
            throw new InvalidArgumentException("A tag has lower-case letters, digits and hyphens, 40 at most.");
        }
        return switch (contacts.tag(id, tag, caller.subject())) {
            case NO_SUCH_CONTACT -> throw new InvalidArgumentException("There is no contact with the id " + id + ".");
            case TOO_MANY ->
                throw new InvalidArgumentException("This contact has " + Contacts.MAX_TAGS + " tags already.");
            case ADDED -> tagged(id, true);
            case ALREADY_THERE -> tagged(id, false);
        };
    }

    /** No name or address here: this scope lets an agent tag, not read. */
    private Map<String, Object> tagged(long id, boolean added) {
        return Map.of("contact_id", id, "added", added, "tags", contacts.tags(id));
    }
}
