package dev.gatehouse.authserver.testing;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Looks at pages as they stand in the browser: axe-core finds nothing serious or critical, nothing scrolls sideways. A
 * picture of each goes to {@code target/screenshots}.
 */
public final class PageCheck {

    private static final Set<String> FAILING = Set.of("serious", "critical");

    private final String variant;

    private final List<String> findings = new ArrayList<>();

    /** @param variant what tells these pictures from others of the same pages, such as {@code light} */
    public PageCheck(String variant) {
        this.variant = variant;
    }

    /** Checks the page as it is now. */
    public PageCheck look(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setFullPage(true)
                .setPath(Path.of("target/screenshots/" + name + "-" + variant + ".png")));
        for (Rule rule : new AxeBuilder(page).setLegacyMode(true).analyze().getViolations()) {
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
        return this;
    }

    public List<String> findings() {
        return findings;
    }
}
