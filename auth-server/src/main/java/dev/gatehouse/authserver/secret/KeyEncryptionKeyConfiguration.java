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

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecretProperties.class)
class KeyEncryptionKeyConfiguration {

    private static final Logger log = LoggerFactory.getLogger(KeyEncryptionKeyConfiguration.class);

    /** There is no development key: without a configured one only the embedded database gets one, made at random. */
    @Bean
    KeyEncryptionKey keyEncryptionKey(
            SecretProperties properties,
            @Value("${spring.datasource.url}") String databaseUrl,
            @Value("${gatehouse.data-dir}") Path dataDir)
            throws IOException {
        if (properties.keyEncryptionKey() != null) {
            return parse(properties.keyEncryptionKey(), "gatehouse.secret.key-encryption-key");
        }
        if (properties.keyEncryptionKeyFile() != null) {
            return read(properties.keyEncryptionKeyFile());
        }
        if (!databaseUrl.startsWith("jdbc:h2:")) {
            throw new StartRefusal(
                    "Set gatehouse.secret.key-encryption-key-file to a file with 32 random bytes in"
                            + " base64: it encrypts the signing keys in the database. Only the embedded database gets one made for it");
        }
        return readOrCreate(dataDir.resolve("key-encryption-key"));
    }

    private static KeyEncryptionKey readOrCreate(Path file) throws IOException {
        if (Files.exists(file)) {
            return read(file);
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, Base64.getEncoder().encodeToString(Secrets.randomBytes(32)));
        log.info("Made a key-encryption key in {}: keep a copy, the signing keys are lost without it", file);
        return read(file);
    }

    private static KeyEncryptionKey read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new StartRefusal("The key-encryption key file " + file + " cannot be read");
        }
        return parse(Files.readString(file), "the key-encryption key file " + file);
    }

    private static KeyEncryptionKey parse(String text, String source) {
        try {
            String base64 = text.strip().replace('-', '+').replace('_', '/');
            return new KeyEncryptionKey(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new StartRefusal(source + " must hold 32 bytes in base64 (try: openssl rand -base64 32)", e);
        }
    }
}
