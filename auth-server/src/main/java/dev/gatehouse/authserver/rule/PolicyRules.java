package dev.gatehouse.authserver.rule;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.cluster.Invalidations;
import dev.gatehouse.authserver.cluster.NodeMemory;
import dev.gatehouse.authserver.policy.AccessLimits;
import dev.gatehouse.authserver.policy.PolicyRule;
import dev.gatehouse.authserver.resource.ResourceServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A copy of the rules, so that no token waits for a query. It is dropped when a rule is changed, on whatever node, and is
 * never older than {@link #OLDEST}; where it cannot be read anew, whoever asks fails.
 */
@Component
public class PolicyRules {

    /** What {@link Invalidations} calls rules; they are copied as a whole. */
    static final String TOPIC = "policy_rule";

    static final Duration OLDEST = Duration.ofSeconds(5);

    private static final String ALL = "";

    private final PolicyRuleTable table;

    private final NodeMemory<String, List<PolicyRule>> copy = NodeMemory.sinceKept(1, OLDEST);

    /** How often the copy was dropped. */
    private final AtomicLong drops = new AtomicLong();

    PolicyRules(PolicyRuleTable table, Invalidations invalidations) {
        this.table = table;
        invalidations.on(TOPIC, any -> drop());
    }

    private void drop() {
        drops.incrementAndGet();
        copy.forgetAll();
    }

    /** All rules, as they were at most {@link #OLDEST} ago. */
    public List<PolicyRule> current() {
        Optional<List<PolicyRule>> known = copy.find(ALL);
        if (known.isPresent()) {
            return known.get();
        }
        long before = drops.get();
        List<PolicyRule> read = table.all();
        copy.keep(ALL, read);
        // What was read too early is dropped after all.
        if (drops.get() != before) {
            copy.forgetAll();
        }
        return read;
    }

    /** What they leave to this client and person at this resource. */
    public AccessLimits limits(Client client, ResourceServer resource, @Nullable UUID person) {
        return AccessLimits.of(current(), client, resource, person);
    }
}
