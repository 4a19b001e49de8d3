package dev.gatehouse.authserver.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.authserver.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

@ParameterizedClass
@MethodSource("dev.gatehouse.authserver.testing.TestDatabase#each")
class JdbcResourceDirectoryTests {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-01T10:00:00Z"));

    private final DataSource dataSource;

    private final JdbcClient jdbc;

    private final ResourceTable table;

    JdbcResourceDirectoryTests(TestDatabase database) {
        this.dataSource = database.migrated();
        this.jdbc = JdbcClient.create(dataSource);
        this.table = new ResourceTable(jdbc, event -> {});
        jdbc.sql("delete from resource_server").update();
    }

    @Test
    void seedsAnEmptyTable() {
        ResourceServer backoffice =
                started(TestResources.backoffice()).find(TestResources.URI).orElseThrow();

        assertThat(backoffice.uri()).isEqualTo(TestResources.URI);
        assertThat(backoffice.name()).isEqualTo("Backoffice");
        assertThat(backoffice.tokenLifetime()).isEqualTo(Duration.ofMinutes(10));
        assertThat(backoffice.grantCeiling()).isEqualTo(Duration.ofHours(24));
        assertThat(backoffice.signingAlgorithm()).isEqualTo("ES256");
        assertThat(backoffice.defaultScopes()).isEqualTo(Set.of("crm.contacts.read"));
        assertThat(backoffice.scopes())
                .containsExactly(
                        new Scope(
                                "mail.send", "Send mail as you", Risk.DESTRUCTIVE, List.of("send_mail"), false, false),
                        new Scope(
                                "crm.contacts.read",
                                "See contacts",
                                Risk.READ,
                                List.of("find_contact", "list_contacts"),
                                true,
                                false));
    }

    @Test
    void neverOverwritesRows() {
        started(TestResources.backoffice());
        jdbc.sql("update resource_server set name = 'Renamed'").update();
        jdbc.sql("delete from resource_scope where scope = 'mail.send'").update();

        ResourceDirectory again = started(TestResources.backoffice(), TestResources.other("https://mcp2.test/mcp"));

        assertThat(again.all()).singleElement().satisfies(server -> {
            assertThat(server.name()).isEqualTo("Renamed");
            assertThat(server.scopes()).extracting(Scope::name).containsExactly("crm.contacts.read");
        });
    }

    @Test
    void letsTwoNodesSeedAtOnce() {
        table.add(TestResources.backoffice(), "system", CLOCK.instant());
        table.add(TestResources.backoffice(), "system", CLOCK.instant());

        assertThat(started().all()).hasSize(1);
    }

    @Test
    @DisplayName("X3 aliases lead to the resource, which keeps its registered spelling")
    void findsByAlias() {
        ResourceDirectory directory = started(TestResources.backoffice());

        assertThat(List.of("http://127.0.0.1:9001/mcp/", "HTTP://127.0.0.1:9001/mcp", "http://localhost:9001"))
                .allSatisfy(spelling ->
                        assertThat(directory.find(spelling).orElseThrow().uri()).isEqualTo(TestResources.URI));
    }

    @Test
    @DisplayName("X2 what is not registered is not found")
    void findsNothingElse() {
        ResourceDirectory directory = started(TestResources.backoffice());

        assertThat(List.of(
                        "", "mcp", "http://127.0.0.1:9001", "http://127.0.0.1:9001/mcp/x", "http://127.0.0.1:9001/MCP"))
                .allSatisfy(spelling -> assertThat(directory.find(spelling)).isEmpty());
    }

    @Test
    @DisplayName("X4 the only resource is the default, unless another is configured")
    void choosesTheDefault() {
        assertThat(started().defaultResource()).isEmpty();
        assertThat(started(TestResources.backoffice())
                        .defaultResource()
                        .orElseThrow()
                        .uri())
                .isEqualTo(TestResources.URI);

        table.add(TestResources.other("https://mcp2.test/mcp"), "system", CLOCK.instant());

        assertThat(directory(null).defaultResource()).isEmpty();
        assertThat(directory("https://MCP2.test/mcp")
                        .defaultResource()
                        .orElseThrow()
                        .uri())
                .isEqualTo("https://mcp2.test/mcp");
        assertThat(directory("https://unknown.test/mcp").defaultResource()).isEmpty();
    }

    @Test
    void seesWhatAnotherNodeChangedAfterARefresh() {
        JdbcResourceDirectory directory = started(TestResources.backoffice());
        new ResourceTable(jdbc, event -> {})
                .add(TestResources.other("https://mcp2.test/mcp"), "system", CLOCK.instant());
        jdbc.sql("delete from resource_scope where scope = 'mail.send'").update();
        assertThat(directory.all()).hasSize(1);

        directory.refresh();

        assertThat(directory.all()).extracting(ResourceServer::name).containsExactly("Backoffice", "Other");
        assertThat(directory.find(TestResources.URI).orElseThrow().scope("mail.send"))
                .isEmpty();
    }

    @Test
    @DisplayName("L04 the last known resources stand while the database cannot be read")
    void keepsTheLastCopyWhenReadingFails() {
        JdbcResourceDirectory directory = started(TestResources.backoffice());
        jdbc.sql("alter table tool_scope rename to gone").update();
        try {
            directory.refresh();
            assertThat(directory.find(TestResources.URI)).isPresent();
        } finally {
            jdbc.sql("alter table gone rename to tool_scope").update();
        }
    }

    private JdbcResourceDirectory started(ResourceProperties.Server... servers) {
        ResourceConfiguration.seed(table, new ResourceProperties(List.of(servers), null), CLOCK);
        return directory(null);
    }

    private JdbcResourceDirectory directory(@Nullable String configuredDefault) {
        return new JdbcResourceDirectory(
                table,
                ResourceConfiguration.stableView(new DataSourceTransactionManager(dataSource)),
                configuredDefault,
                null);
    }
}
