package dev.gatehouse.authserver.keys;

import dev.gatehouse.authserver.secret.KeyEncryption;
import dev.gatehouse.authserver.secret.Secrets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** A key management service that may deny. It keeps what it encrypts, and gives a number for it. */
@Component
@Profile("fake-kms")
class FakeKms implements KeyEncryption {

    private static final Map<String, byte[]> HELD = new ConcurrentHashMap<>();

    static final AtomicInteger ASKED = new AtomicInteger();

    static volatile boolean denies;

    @Override
    public String currentKeyId() {
        return "arn:kms:" + "k".repeat(100);
    }

    @Override
    public Wrapped wrap(byte[] key) {
        ask();
        String number = Secrets.random256();
        HELD.put(number, key.clone());
        return new Wrapped(currentKeyId(), number);
    }

    @Override
    public byte[] unwrap(Wrapped wrapped) {
        ask();
        return HELD.get(wrapped.text()).clone();
    }

    private static void ask() {
        ASKED.incrementAndGet();
        if (denies) {
            throw new IllegalStateException("access denied");
        }
    }
}
