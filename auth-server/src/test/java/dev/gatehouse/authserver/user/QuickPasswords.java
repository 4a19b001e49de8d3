package dev.gatehouse.authserver.user;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/**
 * Passwords that are hashed with a sixty-fourth of the work, since most of what tests would wait for is a thousand sign-ins.
 * Those that measure the time have a server of their own with more. Without an annotation, lest component scans find it.
 */
public final class QuickPasswords {

    /** How often the work doubles, which a server of one's own may be given. */
    public static final String STRENGTH = "gatehouse.test.password-strength";

    @Bean
    @Primary
    PasswordHashes quickPasswordHashes(@Value("${" + STRENGTH + ":6}") int strength) {
        return new PasswordHashes(strength);
    }
}
