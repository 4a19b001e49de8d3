package dev.gatehouse.authserver.testing;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ViewportSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Looks at pages as they stand in the browser, in light and dark, in a window and on a phone: axe-core finds nothing serious
 * or critical, nothing scrolls sideways. A picture of each goes to {@code target/screenshots}.
 */
public final class PageCheck {

    private static final Set<String> FAILING = Set.of("serious", "critical");

    /** What depends on colours alone; the rest is the same in the dark. */
    private static final List<String> OF_COLOURS = List.of("color-contrast", "link-in-text-block");

    private final List<String> findings = new ArrayList<>();

    private enum View {
        LIGHT(ColorScheme.LIGHT, 1280),
        DARK(ColorScheme.DARK, 1280),
        PHONE_LIGHT(ColorScheme.LIGHT, 360),
        PHONE_DARK(ColorScheme.DARK, 360);

        private final ColorScheme scheme;

        private final int width;

        View(ColorScheme scheme, int width) {
            this.scheme = scheme;
            this.width = width;
        }

        /** As it is in the names of pictures. */
        private String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Checks the page as it is now, and leaves it so. */
    public PageCheck look(Page page, String name) {
        ViewportSize before = page.viewportSize();
        for (View view : View.values()) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(view.scheme));
            page.setViewportSize(view.width, before.height);
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    // Colours that change slowly are taken to their end.
                    .setAnimations(ScreenshotAnimations.DISABLED)
                    .setPath(Path.of("target/screenshots/" + name + "-" + view.id() + ".png")));
            accessible(page, view, name + ", " + view.id());
            fits(page, name + ", " + view.id());
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(before.width, before.height);
        return this;
    }

    private void accessible(Page page, View view, String where) {
        AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true);
        AxeRunOptions violations = new AxeRunOptions();
        violations.setResultTypes(List.of("violations"));
        axe.options(violations);
        if (view.scheme == ColorScheme.DARK) {
            axe.withRules(OF_COLOURS);
        }
        for (Rule rule : axe.analyze().getViolations()) {
            if (FAILING.contains(rule.getImpact())) {
                rule.getNodes()
                        .forEach(node -> findings.add(
                                where + ": " + rule.getId() + ", " + rule.getHelp() + ": " + node.getHtml()));
            }
        }
    }

    private void fits(Page page, String where) {
        Object excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        if (!excess.equals(0)) {
            findings.add(where + ": scrolls sideways by " + excess + " pixels");
        }
    }

    public List<String> findings() {
        return findings;
    }
}
