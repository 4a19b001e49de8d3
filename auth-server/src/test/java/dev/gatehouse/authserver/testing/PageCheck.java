package dev.gatehouse.authserver.testing;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Looks at pages as they stand in the browser, in light and in dark: axe-core finds nothing serious or critical, nothing
 * scrolls sideways. A picture of each goes to {@code target/screenshots}.
 */
public final class PageCheck {

    private static final Set<String> FAILING = Set.of("serious", "critical");

    private final List<String> findings = new ArrayList<>();

    /** Checks the page as it is now, and leaves it so. */
    public PageCheck look(Page page, String name) {
        String width = page.viewportSize().width == Browser.PHONE ? "-phone" : "";
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            lookOnce(page, name + width + "-" + scheme.name().toLowerCase(Locale.ROOT));
        }
        return this;
    }

    private void lookOnce(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                // Colours that change slowly are taken to their end.
                .setAnimations(ScreenshotAnimations.DISABLED)
                .setPath(Path.of("target/screenshots/" + name + ".png")));
        AxeRunOptions violations = new AxeRunOptions();
        violations.setResultTypes(List.of("violations"));
        AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true).options(violations);
        for (Rule rule : axe.analyze().getViolations()) {
            if (FAILING.contains(rule.getImpact())) {
                rule.getNodes()
                        .forEach(node -> findings.add(
                                name + ": " + rule.getId() + ", " + rule.getHelp() + ": " + node.getHtml()));
            }
        }
        Object excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (!excess.equals(0)) {
            findings.add(name + ": scrolls sideways by " + excess + " pixels");
        }
    }

    public List<String> findings() {
        return findings;
    }
}
