package dev.gatehouse.authserver.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Lazy;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecretProperties.class)
class KeyEncryptionKeyConfiguration {

    private static final Logger log = LoggerFactory.getLogger(KeyEncryptionKeyConfiguration.class);

    /**
     * There is no development key: without a configured one only the embedded database gets one, made at random. Lazy and
     * a fallback, so that another implementation takes its place without a key file.
     */
    @Bean
    @Lazy
    @Fallback
    KeyEncryption keyEncryptionKeys(
            SecretProperties properties,
            @Value("${spring.datasource.url}") String databaseUrl,
            @Value("${gatehouse.data-dir}") Path dataDir)
            throws IOException {
        if (properties.keyEncryptionKey() != null) {
            // A variable of one line is easier to set.
            return KeyEncryptionKeyReader.parse(
                    properties.keyEncryptionKey().replace(',', '\n'), "gatehouse.secret.key-encryption-key");
        }
        if (properties.keyEncryptionKeyFile() != null) {
            return KeyEncryptionKeyReader.read(properties.keyEncryptionKeyFile());
        }
        if (!databaseUrl.startsWith("jdbc:h2:")) {
            throw new StartRefusal(
                    "Set gatehouse.secret.key-encryption-key-file to a file with 32 random bytes in"
                            + " base64: it encrypts the signing keys in the database. Only the embedded database gets one made for it");
        }
        return readOrCreate(dataDir.resolve("key-encryption-key"));
    }

    private static KeyEncryptionKeys readOrCreate(Path file) throws IOException {
        if (Files.exists(file)) {
            return KeyEncryptionKeyReader.read(file);
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, Base64.getEncoder().encodeToString(Secrets.randomBytes(32)));
        log.info("Made a key-encryption key in {}: keep a copy, the signing keys are lost without it", file);
        return KeyEncryptionKeyReader.read(file);
    }
}
