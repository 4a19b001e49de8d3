package dev.gatehouse.authserver.policy;

import java.time.Instant;

/**
 * Why some grants may last longer than {@link AccessLimits#CEILING} without a person's renewed yes.
 *
 * @param owner who answers for it
 * @param endsAt from then on it exempts nothing
 */
public record Exemption(String owner, String reason, Instant endsAt) {}
