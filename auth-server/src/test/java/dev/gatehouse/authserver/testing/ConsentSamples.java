package dev.gatehouse.authserver.testing;

import dev.gatehouse.authserver.client.ClientSource;
import dev.gatehouse.authserver.consent.ConsentPage;
import dev.gatehouse.authserver.resource.Risk;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** The consent page's template with sample facts, at {@code /sample/consent/NAME}. */
@TestComponent
@Controller
class ConsentSamples {

    @GetMapping("/sample/consent/{name}")
    String consent(@PathVariable String name, Model model) {
        model.addAttribute(
                "page",
                switch (name) {
                    case "registered" -> selfRegistered("Claude Code", false);
                    case "document" -> byDocument(false);
                    case "vouched" -> byDocument(true);
                    case "suspicious" -> selfRegistered("Сlaude <b>Code</b>", true);
                    case "step-up" -> stepUp();
                    default -> byAdministrator();
                });
        return "consent";
    }

    @GetMapping("/sample/denied")
    String denied(Model model) {
        model.addAttribute("clientName", "Notes for Teams");
        model.addAttribute("redirectHost", "notes.example.net");
        model.addAttribute("location", "https://notes.example.net/callback?error=access_denied");
        return "denied";
    }

    private static ConsentPage selfRegistered(String name, boolean suspicious) {
        Instant now = InstantSource.system().instant();
        return page(
                name,
                suspicious,
                ClientSource.DCR,
                now.minus(Duration.ofMinutes(2)),
                "claude.ai",
                "http://localhost:53124/callback",
                "localhost:53124",
                true,
                false);
    }

    private static ConsentPage byDocument(boolean vouchedFor) {
        return page(
                "Claude Code",
                false,
                ClientSource.CIMD,
                vouchedFor,
                null,
                null,
                "http://localhost:53124/callback",
                "localhost:53124",
                true,
                false);
    }

    private static ConsentPage byAdministrator() {
        return page(
                "Acme Assistant",
                false,
                ClientSource.ADMIN,
                null,
                null,
                "https://assistant.acme.example/oauth/callback",
                "assistant.acme.example",
                false,
                true);
    }

    private static ConsentPage page(
            String name,
            boolean suspicious,
            ClientSource source,
            @Nullable Instant registeredAt,
            @Nullable String homepageHost,
            String redirectUri,
            String redirectHost,
            boolean loopback,
            boolean held) {
        return page(
                name, suspicious, source, false, registeredAt, homepageHost, redirectUri, redirectHost, loopback, held);
    }

    private static ConsentPage page(
            String name,
            boolean suspicious,
            ClientSource source,
            boolean vouchedFor,
            @Nullable Instant registeredAt,
            @Nullable String homepageHost,
            String redirectUri,
            String redirectHost,
            boolean loopback,
            boolean held) {
        return new ConsentPage(
                "sample-transaction",
                "sample-token",
                "7F3K-2QXA",
                "alice",
                name,
                source == ClientSource.DCR ? null : "Build bots, team data",
                suspicious,
                source,
                registeredAt,
                source == ClientSource.CIMD ? "claude.ai" : null,
                vouchedFor,
                homepageHost,
                "Backoffice",
                "https://mcp.example.com/mcp",
                true,
                held ? InstantSource.system().instant().minus(Duration.ofDays(3)) : null,
                List.of(),
                groups(held),
                held,
                false,
                redirectUri,
                redirectHost,
                loopback,
                true,
                List.of(
                        new ConsentPage.Choice("PT1H", "1 hour", false),
                        new ConsentPage.Choice("PT8H", "8 hours", true),
                        new ConsentPage.Choice("PT24H", "24 hours", false)),
                held ? "on my laptop" : null);
    }

    /** What asks for two things more, of a person who comes back from signing in again. */
    private static ConsentPage stepUp() {
        ConsentPage whole = byAdministrator();
        ConsentPage.Item mail =
                new ConsentPage.Item("mail.send", "Send mail as you", List.of("send_mail"), true, false, true, false);
        return new ConsentPage(
                whole.transaction(),
                whole.formToken(),
                whole.reference(),
                whole.signedInAs(),
                whole.clientName(),
                whole.clientLabel(),
                false,
                whole.source(),
                null,
                null,
                false,
                null,
                whole.resourceName(),
                whole.resourceUri(),
                true,
                whole.allowedAt(),
                whole.groups().getFirst().scopes(),
                List.of(whole.groups().get(1), new ConsentPage.Group(Risk.DESTRUCTIVE, List.of(mail), List.of())),
                false,
                true,
                whole.redirectUri(),
                whole.redirectHost(),
                false,
                true,
                whole.durations(),
                "on my laptop");
    }

    private static List<ConsentPage.Group> groups(boolean held) {
        return List.of(
                new ConsentPage.Group(
                        Risk.READ,
                        List.of(
                                new ConsentPage.Item(
                                        "crm.contacts.read",
                                        "See contacts",
                                        List.of("find_contact", "list_contacts"),
                                        true,
                                        held,
                                        false,
                                        false),
                                new ConsentPage.Item(
                                        "storage.buckets.read",
                                        "List invoices",
                                        List.of("list_bucket"),
                                        true,
                                        false,
                                        false,
                                        false)),
                        List.of()),
                new ConsentPage.Group(
                        Risk.WRITE,
                        List.of(new ConsentPage.Item(
                                "crm.tags.write", "Tag contacts", List.of("tag_contact"), false, false, held, !held)),
                        List.of()),
                new ConsentPage.Group(
                        Risk.DESTRUCTIVE,
                        List.of(new ConsentPage.Item(
                                "mail.send", "Send mail as you", List.of("send_mail"), false, false, held, false)),
                        List.of()));
    }
}
