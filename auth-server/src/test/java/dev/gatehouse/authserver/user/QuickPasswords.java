package dev.gatehouse.authserver.user;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * Passwords that are hashed with a sixteenth of the work, since most of what tests would wait for is a thousand sign-ins; still
 * enough that nothing else hides it where an unknown name takes less. Without an annotation, lest component scans find it.
 */
public final class QuickPasswords {

    private static final int STRENGTH = 8;

    @Bean
    @Primary
    PasswordHashes quickPasswordHashes() {
        return new PasswordHashes(STRENGTH);
    }
}
