package dev.gatehouse.client.store;

import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Keeps {@link Credentials}. */
public interface CredentialStore {

    Credentials read();

    /**
     * Changes what is kept while no other process does: {@code change} sees the newest state, and what it returns is
     * saved before this method returns. A change that throws saves nothing.
     *
     * @return the change's result
     */
    <T> T update(Function<Credentials, Changed<T>> change);

    /** A change without a result. */
    default void change(UnaryOperator<Credentials> change) {
        update(credentials -> new Changed<>(change.apply(credentials), true));
    }

    /** The state to save, and what the caller wants to know. */
    record Changed<T>(Credentials credentials, T result) {}
}
