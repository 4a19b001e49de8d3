package dev.gatehouse.authserver.outbound;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How far this server goes on a stranger's word.
 *
 * @param enabled whether it fetches anything at all; without, no client is known by its metadata document
 * @param timeout for one fetch in all, the name look-up and the last byte of the body included
 * @param perHostPerMinute fetches to one host, hit or miss
 * @param perMinute fetches in all
 * @param privateHosts host names that may resolve to special-use addresses, such as those of an intranet's own clients;
 *     exact, lower case
 * @param trustBundle an SSL bundle whose trust store is used in place of the JDK's
 */
@ConfigurationProperties("gatehouse.outbound")
public record OutboundProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("5s") Duration timeout,
        @DefaultValue("20") int perHostPerMinute,
        @DefaultValue("300") int perMinute,
        @DefaultValue Set<String> privateHosts,
        @Nullable String trustBundle) {

    public OutboundProperties {
        if (!timeout.isPositive() || timeout.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException("gatehouse.outbound.timeout must be above zero and at most 10s");
        }
        if (perHostPerMinute < 1 || perMinute < 1) {
            throw new IllegalArgumentException(
                    "gatehouse.outbound.per-host-per-minute and gatehouse.outbound.per-minute must be at least 1");
        }
    }
}
