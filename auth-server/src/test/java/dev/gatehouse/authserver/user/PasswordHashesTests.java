package dev.gatehouse.authserver.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PasswordHashesTests {

    @Test
    @DisplayName("P11 a password is kept as a salted hash of 4096 rounds")
    void hashesSlowly() {
        PasswordHashes hashes = new PasswordHashes();
        String hash = hashes.hash("correct horse battery").hash();
        assertThat(hash)
                .startsWith("{bcrypt}$2a$12$")
                .isNotEqualTo(hashes.hash("correct horse battery").hash());
        assertThat(hashes.matches("correct horse battery", hash)).isTrue();
        assertThat(hashes.matches("correct horse batterz", hash)).isFalse();
        assertThat(hashes.matches("correct horse battery", null)).isFalse();
    }
}
