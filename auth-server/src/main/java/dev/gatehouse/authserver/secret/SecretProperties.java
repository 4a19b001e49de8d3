package dev.gatehouse.authserver.secret;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where the key-encryption keys come from.
 *
 * @param keyEncryptionKeyFile a file with a key in each line, 32 bytes in base64 or base64url; the first encrypts, and any
 *     of them decrypts what it encrypted
 * @param keyEncryptionKey the same keys themselves, meant for an environment variable; a comma does for a line's end
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
