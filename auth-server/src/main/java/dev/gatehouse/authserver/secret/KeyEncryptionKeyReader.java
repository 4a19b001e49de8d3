package dev.gatehouse.authserver.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads key-encryption keys from text, one in a line. What it refuses it names by line, and never prints. */
final class KeyEncryptionKeyReader {

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private KeyEncryptionKeyReader() {}

    /** @throws StartRefusal if the file cannot be read, if others than its owner can, or if a line is no key */
    static KeyEncryptionKeys read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new StartRefusal("The key-encryption key file " + file + " cannot be read");
        }
        refuseOthers(file);
        return parse(Files.readString(file), "The key-encryption key file " + file);
    }

    /** Where there are no such permissions, nothing is known of who can read it. */
    private static void refuseOthers(Path file) throws IOException {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(file);
        } catch (UnsupportedOperationException e) {
            return;
        }
        if (permissions.stream().anyMatch(OTHERS::contains)) {
            throw new StartRefusal("The key-encryption key file " + file
                    + " can be read or written by others than its owner: chmod 600 it, and think of its keys as known");
        }
    }

    /**
     * @param source how a refusal begins
     * @throws StartRefusal if there is no key, or one that is malformed or there twice
     */
    static KeyEncryptionKeys parse(String text, String source) {
        List<KeyEncryptionKey> keys = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        int line = 0;
        for (String content : text.split("\\R", -1)) {
            line++;
            if (content.isBlank() || content.strip().startsWith("#")) {
                continue;
            }
            KeyEncryptionKey key = key(content.strip(), source + ", line " + line + ",");
            @Nullable Integer before = lines.putIfAbsent(key.id(), line);
            if (before != null) {
                throw new StartRefusal(source + ", line " + line + ", has the key of line " + before);
            }
            keys.add(key);
        }
        if (keys.isEmpty()) {
            throw new StartRefusal(source + " has no key: it must hold 32 bytes in base64 (openssl rand -base64 32)");
        }
        return new KeyEncryptionKeys(keys);
    }

    /** Without the cause, whose message has characters of the key. */
    private static KeyEncryptionKey key(String base64, String source) {
        try {
            return new KeyEncryptionKey(
                    Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/')));
        } catch (IllegalArgumentException e) {
            throw new StartRefusal(source + " must hold 32 bytes in base64 (openssl rand -base64 32)");
        }
    }
}
