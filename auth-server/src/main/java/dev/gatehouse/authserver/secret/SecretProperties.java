package dev.gatehouse.authserver.secret;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the key-encryption key comes from.
 *
 * @param keyEncryptionKeyFile a file that holds 32 bytes in base64 or base64url
 * @param keyEncryptionKey the same value itself, meant for an environment variable
 */
@ConfigurationProperties("gatehouse.secret")
public record SecretProperties(
        @Nullable Path keyEncryptionKeyFile, @Nullable String keyEncryptionKey) {

    public SecretProperties {
        if (keyEncryptionKeyFile != null && keyEncryptionKey != null) {
            throw new IllegalArgumentException(
                    "Set one of gatehouse.secret.key-encryption-key-file and gatehouse.secret.key-encryption-key, not both");
        }
    }

    @Override
    public String toString() {
        return "SecretProperties[keyEncryptionKeyFile=" + keyEncryptionKeyFile + ", keyEncryptionKey=(masked)]";
    }
}
