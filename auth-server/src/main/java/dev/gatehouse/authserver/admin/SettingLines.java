package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.approval.ApprovalModes;
import dev.gatehouse.authserver.cluster.ConnectedNodes;
import dev.gatehouse.authserver.cluster.DatabaseProduct;
import dev.gatehouse.authserver.policy.AccessLimits;
import dev.gatehouse.authserver.policy.Times;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.web.ShownSettings;
import dev.gatehouse.authserver.web.ShownSettings.Group;
import dev.gatehouse.authserver.web.ShownSettings.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The settings as the page shows them. */
@Component
class SettingLines {

    private final ObjectProvider<ShownSettings> modules;

    private final SettingOrigins origins;

    private final ApprovalModes modes;

    private final ResourceDirectory resources;

    private final ConnectedNodes nodes;

    private final DatabaseProduct product;

    SettingLines(
            ObjectProvider<ShownSettings> modules,
            SettingOrigins origins,
            ApprovalModes modes,
            ResourceDirectory resources,
            ConnectedNodes nodes,
            DatabaseProduct product) {
        this.modules = modules;
        this.origins = origins;
        this.modes = modes;
        this.resources = resources;
        this.nodes = nodes;
        this.product = product;
    }

    /** Settings of one subject. */
    record Lines(String heading, List<Line> lines) {}

    /**
     * One of them.
     *
     * @param property by which it is configured, and {@code origin} where that was done; null where it is not
     */
    record Line(
            String label,
            String value,
            @Nullable String property,
            @Nullable String origin) {

        public boolean set() {
            return origin != null && !origin.equals(SettingOrigins.DEFAULT);
        }
    }

    List<Lines> groups() {
        return Stream.concat(modules.orderedStream().map(ShownSettings::group), Stream.of(ceilings(), storage()))
                .map(group -> new Lines(
                        group.heading(),
                        group.settings().stream().map(this::line).toList()))
                .toList();
    }

    /** How long what is issued for an MCP server lasts at most. */
    record ServerLimits(String name, String uri, String tokens, String grants) {}

    List<ServerLimits> servers() {
        return resources.all().stream()
                .map(server -> new ServerLimits(
                        server.name(),
                        server.uri(),
                        Times.words(server.tokenLifetime()),
                        Times.words(server.grantCeiling())))
                .toList();
    }

    /** Where the mode comes from that counts. */
    String modeOrigin() {
        return modes.stored().isPresent() ? "set by an owner" : origins.of("gatehouse.approval.mode");
    }

    private static Group ceilings() {
        return Group.of(
                "What nobody goes beyond",
                new Setting("Held without a person's renewed yes", AccessLimits.CEILING, null),
                new Setting("What destroys or sends, or needs approval", AccessLimits.ELEVATION, null));
    }

    private Group storage() {
        String version = getClass().getPackage().getImplementationVersion();
        return Group.of(
                "Database, nodes and version",
                new Setting(
                        "Database",
                        product == DatabaseProduct.POSTGRESQL ? "PostgreSQL" : "H2, embedded",
                        "spring.datasource.url"),
                new Setting("Nodes that are connected to it", nodes.count(), null),
                new Setting("Version", Objects.requireNonNullElse(version, "not packaged"), null));
    }

    private Line line(Setting setting) {
        String property = setting.property();
        return new Line(
                setting.label(), words(setting.value()), property, property == null ? null : origins.of(property));
    }

    private static String words(Object value) {
        return switch (value) {
            case Duration duration -> duration.isZero() ? "no time" : Times.words(duration);
            case Boolean on -> on ? "on" : "off";
            case Integer number -> String.format(Locale.ENGLISH, "%,d", number);
            default -> value.toString();
        };
    }
}
