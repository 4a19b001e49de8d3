package dev.gatehouse.authserver.token;

import java.time.Duration;

/** What a refresh token leads to that was rotated before (ruling 6). */
public sealed interface RefreshReplay {

    /** The answer got lost, or two processes refreshed at once: the same successor again. */
    record Same(String refreshToken) implements RefreshReplay {}

    /**
     * It came too often within the window; the grant goes on.
     *
     * @param left how long the window still is
     */
    record TooOften(Duration left) implements RefreshReplay {}

    /** It came too late, or its successor was used already: somebody has a token that is not theirs. */
    record Reused() implements RefreshReplay {}
}
