package dev.gatehouse.authserver.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.authserver.testing.TestDatabase;
import dev.gatehouse.authserver.web.Issuer;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

/** Clients from configuration, as a starting server stores them. */
@ParameterizedClass
@MethodSource("dev.gatehouse.authserver.testing.TestDatabase#each")
class ClientSeedTests {

    private static final String SECRET = "a-secret-of-32-characters-or-more";

    private final ApplicationContextRunner server;

    ClientSeedTests(TestDatabase database) {
        this.server = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class,
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        FlywayAutoConfiguration.class,
                        SslAutoConfiguration.class,
                        JacksonAutoConfiguration.class))
                .withUserConfiguration(Modules.class)
                .withPropertyValues(database.properties().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toArray(String[]::new))
                .withPropertyValues(
                        "spring.flyway.locations=classpath:db/migration/common",
                        "gatehouse.data-dir=./unused",
                        "gatehouse.resource.servers[0].uri=https://mcp1.test/mcp",
                        "gatehouse.resource.servers[0].name=One",
                        "gatehouse.resource.servers[0].scopes[0].name=a.read",
                        "gatehouse.resource.servers[0].scopes[0].text=See a",
                        "gatehouse.resource.servers[0].scopes[0].risk=read",
                        "gatehouse.resource.servers[0].scopes[1].name=a.admin",
                        "gatehouse.resource.servers[0].scopes[1].text=Run a",
                        "gatehouse.resource.servers[0].scopes[1].risk=write",
                        "gatehouse.resource.servers[0].scopes[1].self-registered=false");
        server.run(context ->
                context.getBean(JdbcClient.class).sql("delete from client").update());
    }

    private ApplicationContextRunner with(String... clients) {
        return server.withPropertyValues(java.util.Arrays.stream(clients)
                .map(line -> "gatehouse.client.clients" + line)
                .toArray(String[]::new));
    }

    private ApplicationContextRunner agent() {
        return with(
                "[0].client-id=crm-agent",
                "[0].name=CRM agent",
                "[0].secret=" + SECRET,
                "[0].redirect-uris=https://app.test/cb",
                "[0].resources=HTTPS://mcp1.test:443/mcp",
                "[0].default-resource=https://mcp1.test/mcp",
                "[1].client-id=mcp-server",
                "[1].name=MCP server",
                "[1].secret=" + SECRET,
                "[1].introspects=https://mcp1.test/mcp");
    }

    @Test
    void storesClientsWithTheRegisteredSpellingOfTheirResources() {
        agent().run(context -> {
            Client client = client(context, "crm-agent");
            assertThat(client.source()).isEqualTo(ClientSource.ADMIN);
            assertThat(client.resources()).containsExactly("https://mcp1.test/mcp");
            assertThat(client.defaultResource()).isEqualTo("https://mcp1.test/mcp");
            assertThat(context.getBean(JdbcClient.class)
                            .sql(
                                    "select count(*) from audit_entry where type = 'client.added' and client_id = 'crm-agent'")
                            .query(Long.class)
                            .single())
                    .isPositive();
        });
    }

    @Test
    void neverOverwritesRows() {
        agent().run(context -> context.getBean(JdbcClient.class)
                .sql("update client set client_name = 'Renamed' where client_id = 'crm-agent'")
                .update());

        with("[0].client-id=another", "[0].name=Another", "[0].redirect-uris=https://app.test/cb")
                .run(context -> {
                    assertThat(client(context, "crm-agent").clientName()).isEqualTo("Renamed");
                    assertThat(context.getBean(ClientDirectory.class).findByClientId("another"))
                            .isEmpty();
                });
    }

    @Test
    void refusesToStartWithAnUnknownResource() {
        with(
                        "[0].client-id=x",
                        "[0].name=X",
                        "[0].redirect-uris=https://app.test/cb",
                        "[0].resources=https://other.test/mcp")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("gatehouse.client.clients[0].resources"));
    }

    @Test
    @DisplayName("U4 U21 refuses to start with a redirect URI that may not be, and stores nothing then")
    void refusesToStartWithABadRedirectUri() {
        with("[0].client-id=x", "[0].name=X", "[0].redirect-uris[0]=https://app.test/cb")
                .withPropertyValues("gatehouse.client.clients[0].redirect-uris[1]=https://bad.test/cb")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("gatehouse.client.clients[0].redirect-uris")
                        .hasMessageContaining("must not be this one"));
        server.run(context -> assertThat(context.getBean(ClientDirectory.class).findByClientId("x"))
                .isEmpty());
    }

    @Test
    @DisplayName("A5 compares a configured secret by its hash, and tells Spring none")
    void keepsTheSecretToItself() {
        agent().run(context -> {
            ClientDirectory clients = context.getBean(ClientDirectory.class);
            Client client = client(context, "crm-agent");

            assertThat(clients.secretMatches(client, SECRET)).isTrue();
            assertThat(clients.secretMatches(client, SECRET + "x")).isFalse();
            assertThat(registered(context, "crm-agent").getClientSecret()).isNull();
        });
    }

    @Test
    void hidesADisabledClientFromSpring() {
        agent().run(context -> {
            context.getBean(JdbcClient.class)
                    .sql("update client set status = 'DISABLED' where client_id = 'crm-agent'")
                    .update();

            var repository = context.getBean(RegisteredClients.class);
            assertThat(repository.findByClientId("crm-agent")).isNull();
            assertThat(repository.findById(client(context, "crm-agent").id().toString()))
                    .isNull();
            assertThat(repository.findByClientId("mcp-server")).isNotNull();
        });
    }

    @Test
    @DisplayName("T6 a client that only introspects has no grant that the token endpoint knows")
    void givesAnIntrospectingClientNoGrant() {
        agent().run(context -> {
            assertThat(client(context, "mcp-server").grantTypes()).isEmpty();
            assertThat(registered(context, "mcp-server").getAuthorizationGrantTypes())
                    .extracting(type -> type.getValue())
                    .containsExactly("urn:gatehouse:no-grant");
        });
    }

    @Test
    void savesNothingThroughSpring() {
        agent().run(context -> {
            RegisteredClient registered = registered(context, "crm-agent");
            assertThatThrownBy(() -> context.getBean(RegisteredClients.class).save(registered))
                    .isInstanceOf(UnsupportedOperationException.class);
        });
    }

    private static Client client(AssertableApplicationContext context, String clientId) {
        return context.getBean(ClientDirectory.class).findByClientId(clientId).orElseThrow();
    }

    private static RegisteredClient registered(AssertableApplicationContext context, String clientId) {
        return Objects.requireNonNull(context.getBean(RegisteredClients.class).findByClientId(clientId));
    }

    @ComponentScan({
        "dev.gatehouse.authserver.secret",
        "dev.gatehouse.authserver.audit",
        "dev.gatehouse.authserver.cluster",
        "dev.gatehouse.authserver.outbound",
        "dev.gatehouse.authserver.resource",
        "dev.gatehouse.authserver.client"
    })
    static class Modules {

        @Bean
        InstantSource clock() {
            return InstantSource.system();
        }

        @Bean
        Issuer issuer() {
            return new Issuer("https://as.test");
        }

        @Bean
        RedirectUriRule redirectUriRule() {
            return uri -> Optional.of("must not be this one").filter(fault -> uri.contains("bad"));
        }
    }
}
