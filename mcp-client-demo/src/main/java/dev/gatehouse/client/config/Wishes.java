package dev.gatehouse.client.config;

/**
 * What a person asks for beside what the files say.
 *
 * @param prune whether to remove what the files do not describe, of the kinds that they describe at all
 * @param setSecrets whether to send the secrets of clients that are there already; nobody can see whether they differ
 * @param ownClient as which client this program signs in; it is never pruned
 */
public record Wishes(boolean prune, boolean setSecrets, String ownClient) {}
