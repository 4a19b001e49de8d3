package dev.gatehouse.authserver.handshake;

/**
 * A refusal for whoever has to mend it.
 *
 * @param sentence what happened, in plain words
 * @param remedy what to change, and whose turn it is
 */
public record Explanation(String sentence, String remedy) {}
