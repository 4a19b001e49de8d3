package dev.gatehouse.authserver.keys;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.preinitialize.BackgroundPreinitializer;

/** Loads and checks the library that signs beside the rest of a start. Found by name in {@code META-INF/spring.factories}. */
final class NativeSignaturesAhead implements BackgroundPreinitializer {

    private static final Logger log = LoggerFactory.getLogger(NativeSignaturesAhead.class);

    @Override
    public void preinitialize() {
        log.debug("The library that signs is there: {}", NativeSignatures.available());
    }
}
