package dev.gatehouse.client.browser;

import java.net.URI;
import java.util.function.Consumer;

/** Brings a person, or what stands in for one, to the authorization URL. */
@FunctionalInterface
public interface Browser {

    /**
     * Returns without waiting for the person.
     *
     * @param failed told, perhaps later and on another thread, the sentence why nobody will come
     */
    void open(URI authorizationUrl, Consumer<String> failed);
}
