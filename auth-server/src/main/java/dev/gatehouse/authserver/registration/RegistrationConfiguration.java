package dev.gatehouse.authserver.registration;

import dev.gatehouse.authserver.audit.AuditLog;
import dev.gatehouse.authserver.client.ClientDirectory;
import dev.gatehouse.authserver.client.RedirectUriRule;
import dev.gatehouse.authserver.client.UrlClientSource;
import dev.gatehouse.authserver.cluster.Changes;
import dev.gatehouse.authserver.handshake.HandshakeRecorder;
import dev.gatehouse.authserver.outbound.DocumentFetcher;
import dev.gatehouse.authserver.outbound.OutboundProperties;
import dev.gatehouse.authserver.policy.RedirectUriPolicy;
import dev.gatehouse.authserver.policy.RedirectUriPolicy.Registrability;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.web.Issuer;
import dev.gatehouse.authserver.web.ShownSettings;
import dev.gatehouse.authserver.web.ShownSettings.Group;
import dev.gatehouse.authserver.web.ShownSettings.Setting;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RegistrationProperties.class)
class RegistrationConfiguration {

    @Bean
    RegistrationStatus registrationStatus(RegistrationProperties properties, OutboundProperties outbound) {
        boolean documents = outbound.enabled() || !properties.pinnedDocuments().isEmpty();
        return new RegistrationStatus(properties.enabled(), documents);
    }

    /** An administrator vouches for a scheme of an app's own; all else is as for clients that register themselves. */
    @Bean
    RedirectUriRule redirectUriRule(RedirectUriPolicy policy, Issuer issuer) {
        return uri -> policy.registrable(uri, issuer.origin()) instanceof Registrability.Refused refused
                ? Optional.of(refused.reason())
                : Optional.empty();
    }

    @Bean
    RedirectUriPolicy redirectUriPolicy(RegistrationProperties properties) {
        return new RedirectUriPolicy(properties.privateUseRedirectUris());
    }

    @Bean
    RegistrationSteps registrationSteps(HandshakeRecorder handshakes) {
        return new RegistrationSteps(handshakes);
    }

    @Bean
    ClientMetadataRules clientMetadataRules(
            RedirectUriPolicy policy, Issuer issuer, ResourceDirectory resources, OutboundProperties outbound) {
        return new ClientMetadataRules(policy, issuer.origin(), new OfferedScopes(resources), outbound.privateHosts());
    }

    @Bean
    ClientRegistrar clientRegistrar(
            ClientDirectory clients,
            RegistrationTokens tokens,
            InitialAccessTokens initialAccessTokens,
            Issuer issuer,
            AuditLog audit,
            JsonMapper json,
            InstantSource clock,
            PlatformTransactionManager transactions,
            Changes changes,
            RegistrationProperties properties) {
        return new ClientRegistrar(
                clients,
                tokens,
                initialAccessTokens,
                issuer,
                audit,
                json,
                clock,
                new TransactionTemplate(transactions),
                changes,
                properties);
    }

    @Bean
    RegistrationTokens registrationTokens(JdbcClient jdbc, Changes changes, ClientDirectory clients) {
        return new RegistrationTokens(jdbc, changes, clients);
    }

    @Bean
    InitialAccessTokens initialAccessTokens(JdbcClient jdbc, AuditLog audit, InstantSource clock) {
        return new InitialAccessTokens(jdbc, audit, clock);
    }

    @Bean
    PermitReader permitReader(InitialAccessTokens tokens, RegistrationProperties properties) {
        return new PermitReader(tokens, properties.initialAccessTokenRequired());
    }

    @Bean
    RegistrationRecords registrationRecords(JdbcClient jdbc) {
        return new RegistrationRecords(jdbc);
    }

    @Bean
    ClientManagement clientManagement(
            ClientDirectory clients,
            ClientMetadataRules rules,
            RegistrationTokens tokens,
            AuditLog audit,
            JsonMapper json,
            PlatformTransactionManager transactions) {
        return new ClientManagement(clients, rules, tokens, audit, json, new TransactionTemplate(transactions));
    }

    @Bean
    UnusedClientCleanup unusedClientCleanup(ClientRegistrar registrar, InitialAccessTokens tokens) {
        return new UnusedClientCleanup(registrar, tokens);
    }

    @Bean
    UrlClientSource urlClientSource(
            ClientDirectory clients,
            JdbcClient jdbc,
            ClientMetadataRules rules,
            RegistrationProperties properties,
            DocumentFetcher fetcher,
            AuditLog audit,
            JsonMapper json,
            InstantSource clock,
            PlatformTransactionManager transactions,
            RegistrationSteps steps) {
        return new DocumentClients(
                clients,
                new ClientDocuments(jdbc),
                new DocumentRules(rules),
                properties,
                fetcher,
                audit,
                json,
                clock,
                new TransactionTemplate(transactions),
                steps);
    }

    @Bean
    @Order(2)
    ShownSettings shownRegistrationSettings(RegistrationProperties properties, OutboundProperties outbound) {
        Group group = Group.of(
                "How clients come",
                new Setting("They register themselves", properties.enabled(), "gatehouse.registration.enabled"),
                new Setting(
                        "Only with an initial access token",
                        properties.initialAccessTokenRequired(),
                        "gatehouse.registration.initial-access-token-required"),
                new Setting(
                        "Registrations from an address in an hour",
                        properties.perAddressPerHour(),
                        "gatehouse.registration.per-address-per-hour"),
                new Setting(
                        "Registered ones kept at most",
                        properties.registeredAtMost(),
                        "gatehouse.registration.registered-at-most"),
                new Setting(
                        "Never used ones kept at most",
                        properties.unusedAtMost(),
                        "gatehouse.registration.unused-at-most"),
                new Setting(
                        "Never used ones kept for",
                        properties.unusedLifetime(),
                        "gatehouse.registration.unused-lifetime"),
                new Setting("Metadata documents are fetched", outbound.enabled(), "gatehouse.outbound.enabled"));
        return () -> group;
    }
}
