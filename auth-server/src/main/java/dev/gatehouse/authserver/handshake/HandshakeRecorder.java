package dev.gatehouse.authserver.handshake;

/** Takes down what clients do on their way to a token. */
public interface HandshakeRecorder {

    /**
     * Takes the step down, to be written soon after. Never fails, never waits and touches no storage: where there is too
     * much to take down, the step is counted and dropped.
     */
    void record(HandshakeEvent event);
}
