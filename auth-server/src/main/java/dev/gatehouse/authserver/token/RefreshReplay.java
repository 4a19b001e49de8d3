package dev.gatehouse.authserver.token;

import java.time.Duration;

/** What a refresh token leads to that was rotated before (ruling 6). */
public sealed interface RefreshReplay {

    /** The answer got lost, or two processes refreshed at once: the same successor again, with a new access token. */
    record Same(TokenPair pair) implements RefreshReplay {}

    /**
     * It came more often than access tokens are made for it: the same successor, and the last of those access tokens.
     *
     * @param left how long the window still is
     */
    record Repeated(TokenPair pair, Duration left) implements RefreshReplay {}

    /** It came too late, or its successor was used already: somebody has a token that is not theirs. */
    record Reused() implements RefreshReplay {}
}
