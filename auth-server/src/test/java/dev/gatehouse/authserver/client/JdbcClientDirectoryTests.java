package dev.gatehouse.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.cluster.TestCluster;
import dev.gatehouse.authserver.secret.Secrets;
import dev.gatehouse.authserver.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@ParameterizedClass
@MethodSource("dev.gatehouse.authserver.testing.TestDatabase#each")
class JdbcClientDirectoryTests {

    private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");

    private final DataSource dataSource;

    private final JdbcClient jdbc;

    private final TransactionTemplate transaction;

    private Instant now = START;

    private final JdbcClientDirectory directory;

    JdbcClientDirectoryTests(TestDatabase database) {
        this.dataSource = database.migrated();
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
        this.directory = directory();
        jdbc.sql("delete from client").update();
    }

    @Test
    void findsWhatWasAdded() {
        Client client = new Client(
                Secrets.uuid7(START),
                "crm-agent",
                "CRM agent Ω",
                ClientSource.ADMIN,
                ClientStatus.ACTIVE,
                "client_secret_basic",
                Set.of("authorization_code", "refresh_token"),
                List.of("https://b.test/cb?x=1", "http://127.0.0.1/cb", "https://a.test/cb"),
                Set.of("a", "b:c"),
                Set.of("https://mcp1.test/mcp", "https://mcp2.test/mcp"),
                "https://mcp1.test/mcp",
                "https://mcp2.test/mcp",
                "https://a.test/",
                START);

        directory.add(client, "s".repeat(43), "{}");

        assertThat(directory.findByClientId("crm-agent")).contains(client);
        assertThat(directory.find(client.id())).contains(client);
    }

    @Test
    void keepsAbsenceApartFromEmptiness() {
        Client unbounded = add(self(START), null);

        assertThat(directory.find(unbounded.id()).orElseThrow().scopes()).isNull();
        assertThat(directory.find(unbounded.id()).orElseThrow().resources()).isEmpty();
    }

    @Test
    void findsNoClientByAnotherSpelling() {
        Client client = add(self(START), null);

        assertThat(directory.findByClientId(client.clientId().toUpperCase(java.util.Locale.ROOT)))
                .isEmpty();
        assertThat(directory.findByClientId(client.clientId() + " ")).isEmpty();
        assertThat(directory.findByClientId("")).isEmpty();
        assertThat(directory.findByClientId("a\0b")).isEmpty();
        assertThat(directory.findByClientId("a".repeat(100_000))).isEmpty();
    }

    @Test
    void seesADeletionAtOnce() {
        Client client = add(self(START), null);
        assertThat(directory.find(client.id())).isPresent();

        jdbc.sql("delete from client where id = ?").param(client.id()).update();

        assertThat(directory.find(client.id())).isEmpty();
        assertThat(directory.findByClientId(client.clientId())).isEmpty();
    }

    @Test
    void refusesASecondClientOfTheSameName() {
        Client client = add(self(START), null);
        Client second = new Client(
                UUID.randomUUID(),
                client.clientId(),
                "Other",
                ClientSource.DCR,
                ClientStatus.ACTIVE,
                "none",
                Set.of("authorization_code"),
                List.of("https://evil.test/cb"),
                null,
                Set.of(),
                null,
                null,
                null,
                START);

        assertThatThrownBy(() -> directory.add(second, null, "{}")).isInstanceOf(IllegalStateException.class);
        assertThat(directory.findByClientId(client.clientId())).contains(client);
    }

    @Test
    @DisplayName("A5 a secret is kept as its hash alone, and any live one matches")
    void matchesEveryLiveSecret() {
        Client client = add(self(START), "first-secret-of-this-client-0123456789");
        directory.addSecret(client, Secrets.sha256("second-secret-of-this-client-012345678"));

        assertThat(directory.secretMatches(client, "first-secret-of-this-client-0123456789"))
                .isTrue();
        assertThat(directory.secretMatches(client, "second-secret-of-this-client-012345678"))
                .isTrue();
        assertThat(directory.secretMatches(client, "first-secret-of-this-client-012345678"))
                .isFalse();
        assertThat(directory.secretMatches(client, "")).isFalse();
        assertThat(jdbc.sql("select secret_hash from client_secret where client_id = ?")
                        .param(client.id())
                        .query((row, number) -> row.getBytes(1))
                        .list())
                .allSatisfy(hash -> assertThat(hash).hasSize(32));
    }

    @Test
    @DisplayName("A5 a revoked or expired secret, and another client's, matches nothing")
    void matchesNoDeadSecret() {
        String secret = "only-secret-of-this-client-01234567890";
        Client client = add(self(START), secret);
        Client other = add(self(START), null);

        assertThat(directory.secretMatches(other, secret)).isFalse();
        jdbc.sql("update client_secret set expires_at = ?")
                .param(START.plusSeconds(60).atOffset(ZoneOffset.UTC))
                .update();
        assertThat(directory.secretMatches(client, secret)).isTrue();
        now = START.plusSeconds(60);
        assertThat(directory.secretMatches(client, secret)).isFalse();
        jdbc.sql("update client_secret set expires_at = null, revoked_at = ?")
                .param(START.atOffset(ZoneOffset.UTC))
                .update();
        assertThat(directory.secretMatches(client, secret)).isFalse();
    }

    @Test
    void notesUseOnceAnHour() {
        Client client = add(self(START), null);

        directory.used(client.id());
        assertThat(lastUsed(client)).isEqualTo(START);

        now = START.plus(Duration.ofMinutes(59));
        anotherNode().used(client.id());
        assertThat(lastUsed(client)).isEqualTo(START);

        now = START.plus(Duration.ofMinutes(61));
        anotherNode().used(client.id());
        assertThat(lastUsed(client)).isEqualTo(now);
    }

    @Test
    void notesUseAgainAfterARollback() {
        Client client = add(self(START), null);
        transaction.executeWithoutResult(status -> {
            directory.used(client.id());
            status.setRollbackOnly();
        });
        assertThat(lastUsed(client)).isNull();

        transaction.executeWithoutResult(status -> directory.used(client.id()));

        assertThat(lastUsed(client)).isEqualTo(START);
    }

    @Test
    @DisplayName("R1 only clients that registered themselves, are old and were never used are cleaned up")
    void deletesWhatWasNeverUsed() {
        Client old = add(self(START.minusSeconds(10)), null);
        Client young = add(self(START), null);
        Client used = add(self(START.minusSeconds(10)), null);
        directory.used(used.id());
        Client granted = add(self(START.minusSeconds(10)), null);
        grantSomethingTo(granted);
        Client configured = add(client(START.minusSeconds(10), ClientSource.ADMIN), null);

        assertThat(directory.countUnused(100)).isEqualTo(3);
        assertThat(directory.countUnused(1)).isEqualTo(1);
        assertThat(transaction.<Integer>execute(status -> directory.deleteUnused(START, 500)))
                .isEqualTo(1);

        assertThat(directory.find(old.id())).isEmpty();
        assertThat(List.of(young, used, granted, configured))
                .allSatisfy(client -> assertThat(directory.find(client.id())).isPresent());
    }

    @Test
    @DisplayName("R1 clients that an administrator let in make no room for others, but end after their time too")
    void sparesPermittedClientsWhenMakingRoom() {
        Client permitted = add(self(START.minusSeconds(10)), null);
        directory.permittedBy(permitted.id(), Secrets.uuid7(START));
        Client other = add(self(START.minusSeconds(10)), null);

        assertThat(directory.countUnused(100)).isEqualTo(1);
        assertThat(transaction.<Integer>execute(status -> directory.makeRoom(START, 500)))
                .isEqualTo(1);
        assertThat(directory.find(other.id())).isEmpty();
        assertThat(directory.find(permitted.id())).isPresent();
        assertThat(transaction.<Integer>execute(status -> directory.deleteUnused(START, 500)))
                .isEqualTo(1);
        assertThat(directory.find(permitted.id())).isEmpty();
    }

    @Test
    void deletesTheOldestFirstAndNoMoreThanAsked() {
        Client second = add(self(START.minusSeconds(20)), null);
        Client first = add(self(START.minusSeconds(30)), null);

        assertThat(transaction.<Integer>execute(status -> directory.deleteUnused(START, 1)))
                .isEqualTo(1);

        assertThat(directory.find(first.id())).isEmpty();
        assertThat(directory.find(second.id())).isPresent();
    }

    @Test
    @DisplayName("R1 two nodes that clean up at once do not wait for one another")
    void leavesRowsThatAnotherNodeCleansUp() {
        add(self(START.minusSeconds(10)), null);

        Integer byTheOther = transaction.execute(status -> {
            assertThat(directory.deleteUnused(START, 500)).isEqualTo(1);
            return java.util.concurrent.CompletableFuture.supplyAsync(() ->
                            transaction.<Integer>execute(unused -> anotherNode().deleteUnused(START, 500)))
                    .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                    .join();
        });

        assertThat(byTheOther).isZero();
        assertThat(directory.countUnused(10)).isZero();
    }

    private JdbcClientDirectory anotherNode() {
        return directory();
    }

    private JdbcClientDirectory directory() {
        return new JdbcClientDirectory(
                jdbc, TestCluster.changes(dataSource), TestCluster.invalidations(dataSource), () -> now);
    }

    private Client add(Client client, @Nullable String secret) {
        directory.add(client, secret, "{}");
        return client;
    }

    private static Client self(Instant createdAt) {
        return client(createdAt, ClientSource.DCR);
    }

    private static Client client(Instant createdAt, ClientSource source) {
        return new Client(
                Secrets.uuid7(createdAt),
                ClientIdentifiers.clientId(),
                "Some client",
                source,
                ClientStatus.ACTIVE,
                "none",
                Set.of("authorization_code", "refresh_token"),
                List.of("http://127.0.0.1/"),
                null,
                Set.of(),
                null,
                null,
                null,
                createdAt);
    }

    private void grantSomethingTo(Client client) {
        jdbc.sql("""
                insert into grant_family (id, client_id, resource_uri, scope, created_at, absolute_expires_at)
                values (?, ?, 'https://mcp1.test/mcp', 'a', ?, ?)""")
                .params(
                        UUID.randomUUID(),
                        client.id(),
                        START.atOffset(ZoneOffset.UTC),
                        START.plusSeconds(600).atOffset(ZoneOffset.UTC))
                .update();
    }

    private @Nullable Instant lastUsed(Client client) {
        return jdbc
                .sql("select last_used_at from client where id = ?")
                .param(client.id())
                .query((row, number) -> row.getObject(1, java.time.OffsetDateTime.class))
                .list()
                .stream()
                .filter(java.util.Objects::nonNull)
                .map(java.time.OffsetDateTime::toInstant)
                .findFirst()
                .orElse(null);
    }
}
