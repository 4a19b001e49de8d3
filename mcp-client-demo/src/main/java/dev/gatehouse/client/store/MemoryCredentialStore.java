package dev.gatehouse.client.store;

import java.util.function.Function;

/** Forgets everything when the program ends. */
public final class MemoryCredentialStore implements CredentialStore {

    private Credentials credentials = Credentials.NONE;

    @Override
    public synchronized Credentials read() {
        return credentials;
    }

    @Override
    public synchronized <T> T update(Function<Credentials, Changed<T>> change) {
        Changed<T> changed = change.apply(credentials);
        credentials = changed.credentials();
        return changed.result();
    }
}
