package dev.gatehouse.authserver.secret;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configured key-encryption keys: the first encrypts, each decrypts what it encrypted. */
final class KeyEncryptionKeys implements KeyEncryption {

    private final Map<String, KeyEncryptionKey> keys = new LinkedHashMap<>();

    private final KeyEncryptionKey first;

    /** @param keys at least one */
    KeyEncryptionKeys(List<KeyEncryptionKey> keys) {
        this.first = keys.getFirst();
        keys.forEach(key -> this.keys.put(key.id(), key));
    }

    @Override
    public String currentKeyId() {
        return first.id();
    }

    @Override
    public Wrapped wrap(byte[] key) {
        return new Wrapped(first.id(), first.encrypt(key));
    }

    @Override
    public byte[] unwrap(Wrapped wrapped) {
        KeyEncryptionKey key = keys.get(wrapped.keyId());
        if (key == null) {
            throw new StartRefusal("A stored key cannot be decrypted: it was encrypted under key-encryption key "
                    + wrapped.keyId() + ", and there is " + String.join(", ", keys.keySet())
                    + ". Add the line of " + wrapped.keyId() + " to the key-encryption keys");
        }
        return key.decrypt(wrapped.text());
    }

    @Override
    public String toString() {
        return "KeyEncryptionKeys" + keys.keySet();
    }
}
