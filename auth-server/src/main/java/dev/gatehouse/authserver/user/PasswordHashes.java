package dev.gatehouse.authserver.user;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Hashes passwords, and takes the same time to say no whatever the reason (requirement S7, promise P14). Not published as
 * a {@code PasswordEncoder} bean: the authorization server would take it for client secrets.
 */
@Component
class PasswordHashes {

    /** 2^12 rounds: a quarter of a second of a core for each guess. */
    private static final int STRENGTH = 12;

    private final PasswordEncoder encoder;

    /** Of no password, but to compare with it is the same work; to compute one would hold up every start. */
    private final String nobodys;

    PasswordHashes() {
        this(STRENGTH);
    }

    PasswordHashes(int strength) {
        this.encoder = new DelegatingPasswordEncoder("bcrypt", Map.of("bcrypt", new BCryptPasswordEncoder(strength)));
        this.nobodys = "{bcrypt}$2a$%02d$".formatted(strength) + "a".repeat(53);
    }

    /**
     * @throws IllegalArgumentException if the password breaks a rule, with the sentence that says which
     */
    final String hash(String password) {
        AccountRules.passwordProblem(password).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        String hash = encoder.encode(password);
        if (hash == null) {
            throw new IllegalStateException("A password was hashed to nothing");
        }
        return hash;
    }

    /** Whether the password is the one that was hashed. Without a hash it is not, after the same work. */
    boolean matches(String password, @Nullable String hash) {
        boolean hopeless = hash == null || AccountRules.tooLong(password);
        boolean equal = encoder.matches(hopeless ? "x" : password, hopeless ? nobodys : hash);
        return equal && !hopeless;
    }
}
