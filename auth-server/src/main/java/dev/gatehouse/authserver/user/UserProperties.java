package dev.gatehouse.authserver.user;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How people sign in, and who exists at the first start. People in configuration fill an empty database and never change
 * one that has people.
 *
 * @param sessionIdle after how long without a request a sign-in ends (ruling 23)
 * @param sessionLifetime after how long it ends in any case
 * @param setUpLinkLifetime how long the one-time set-up link works
 * @param setUpLinkFile where the set-up link is written (mode 600) instead of to the console
 * @param attemptsPerName how many passwords may be tried for one name in {@code attemptsPeriod} (requirement S7)
 * @param attemptsPerAddress how many may be tried from one address in the same time; an office shares one
 * @param administrator the first administrator
 * @param accounts other people to begin with
 */
@ConfigurationProperties("gatehouse.user")
record UserProperties(
        @DefaultValue("1h") Duration sessionIdle,
        @DefaultValue("12h") Duration sessionLifetime,
        @DefaultValue("24h") Duration setUpLinkLifetime,
        @Nullable Path setUpLinkFile,
        @DefaultValue("10") int attemptsPerName,
        @DefaultValue("60") int attemptsPerAddress,
        @DefaultValue("15m") Duration attemptsPeriod,
        @Nullable Administrator administrator,
        @DefaultValue List<Account> accounts) {

    UserProperties {
        requirePositive(sessionIdle, "session-idle");
        requirePositive(sessionLifetime, "session-lifetime");
        requirePositive(setUpLinkLifetime, "set-up-link-lifetime");
        requirePositive(attemptsPeriod, "attempts-period");
        if (attemptsPerName < 1 || attemptsPerAddress < 1) {
            throw new IllegalArgumentException(
                    "gatehouse.user.attempts-per-name and gatehouse.user.attempts-per-address must be at least 1");
        }
        if (sessionIdle.compareTo(sessionLifetime) > 0) {
            throw new IllegalArgumentException(
                    "gatehouse.user.session-idle must not be longer than gatehouse.user.session-lifetime");
        }
        accounts = List.copyOf(accounts);
    }

    private static void requirePositive(Duration duration, String name) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException("gatehouse.user." + name + " must be longer than nothing");
        }
    }

    /**
     * The first administrator, who signs in with this password until it is changed.
     *
     * @param passwordFile a file that holds the password; a line end after it is not part of it
     */
    record Administrator(
            String username,
            @DefaultValue("Administrator") String displayName,
            @Nullable String password,
            @Nullable Path passwordFile) {

        Administrator {
            if ((password == null) == (passwordFile == null)) {
                throw new IllegalArgumentException("Set one of gatehouse.user.administrator.password-file and"
                        + " gatehouse.user.administrator.password");
            }
        }

        @Override
        public String toString() {
            return "Administrator[username=" + username + ", password=(masked)]";
        }
    }

    /**
     * One person to begin with.
     *
     * @param groups names of the groups that the person belongs to
     */
    record Account(
            String username,
            String displayName,
            String password,
            @DefaultValue("PERSON") Set<Role> roles,
            @DefaultValue Set<String> groups) {

        Account {
            roles = Set.copyOf(roles);
            groups = Set.copyOf(groups);
        }

        @Override
        public String toString() {
            return "Account[username=" + username + ", password=(masked), roles=" + roles + "]";
        }
    }
}
