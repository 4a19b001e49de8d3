package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.secret.StartRefusal;
import dev.gatehouse.authserver.web.Issuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;

/**
 * Fills an empty database with the configured people before the first request, or hands out the one-time set-up link.
 * The profile {@code demo}, whose passwords everybody knows, is refused off loopback.
 */
@Component
class FirstStart implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(FirstStart.class);

    private final People people;

    private final SetUpLinks links;

    private final UserProperties properties;

    private final Issuer issuer;

    FirstStart(People people, SetUpLinks links, UserProperties properties, Issuer issuer, Environment environment) {
        if (environment.acceptsProfiles(Profiles.of("demo"))) {
            refuseOffLoopback(issuer, environment.getProperty("server.address", "0.0.0.0"));
        }
        this.people = people;
        this.links = links;
        this.properties = properties;
        this.issuer = issuer;
    }

    private static void refuseOffLoopback(Issuer issuer, String address) {
        boolean loopback = address.startsWith("127.") || address.equals("localhost") || address.equals("::1");
        if (!issuer.onLoopback() || !loopback) {
            throw new StartRefusal("The profile demo has accounts with published passwords, so it starts only"
                    + " with a loopback gatehouse.issuer and server.address, not with " + issuer + " on " + address);
        }
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (people.count() > 0) {
            links.voidAll();
            return;
        }
        UserProperties.Administrator administrator = properties.administrator();
        if (administrator != null) {
            create(
                    "gatehouse.user.administrator",
                    administrator.username(),
                    administrator.displayName(),
                    password(administrator),
                    Set.of(Role.PERSON, Role.OWNER),
                    Set.of());
        }
        for (UserProperties.Account account : properties.accounts()) {
            create(
                    "gatehouse.user.accounts",
                    account.username(),
                    account.displayName(),
                    account.password(),
                    account.roles(),
                    account.groups());
        }
    }

    /** After everything else has started, so that the link is not lost among the log's lines. */
    @EventListener(ApplicationReadyEvent.class)
    void offerSetUp() throws IOException {
        if (people.count() > 0) {
            return;
        }
        String url = issuer.url("/set-up?link=" + links.renew());
        Path file = properties.setUpLinkFile();
        if (file == null) {
            print(url);
        } else {
            write(file, url);
            log.info("There are no people yet: the link that makes the administrator is in {}", file);
        }
    }

    private void create(
            String key, String username, String displayName, String password, Set<Role> roles, Set<String> groups) {
        try {
            people.create(username, displayName, people.hashed(password), roles, groups);
        } catch (DuplicateKeyException e) {
            log.info("{} exists already: another node made it at the same time", username);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(key + " (" + username + "): " + e.getMessage(), e);
        }
    }

    private static String password(UserProperties.Administrator administrator) {
        Path file = administrator.passwordFile();
        if (file == null) {
            return requireSet(administrator.password());
        }
        try {
            return Files.readString(file).replaceFirst("\\R\\z", "");
        } catch (IOException e) {
            throw new IllegalStateException(
                    "gatehouse.user.administrator.password-file " + file + " cannot be read", e);
        }
    }

    private static String requireSet(@Nullable String password) {
        if (password == null) {
            throw new IllegalStateException("gatehouse.user.administrator.password is not set");
        }
        return password;
    }

    /** Not through the logger: logs are collected, copied and kept, and the link is a secret. */
    @SuppressWarnings("SystemOut")
    private void print(String url) {
        System.out.println("\nThere are no people yet. Open this link once, within "
                + properties.setUpLinkLifetime().toHours() + " hours, to make the administrator:\n\n    " + url + "\n");
    }

    private static void write(Path file, String url) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, url + "\n");
    }
}
