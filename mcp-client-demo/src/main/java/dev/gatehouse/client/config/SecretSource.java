package dev.gatehouse.client.config;

import dev.gatehouse.client.http.SecretMask;
import java.util.Map;

/** Finds the secrets that files name. They are masked in whatever is printed. */
public final class SecretSource {

    private static final String VARIABLE = "${env:";

    private final Map<String, String> environment;
    private final SecretMask mask;

    public SecretSource(Map<String, String> environment, SecretMask mask) {
        this.environment = environment;
        this.mask = mask;
    }

    /** @return empty after a mistake */
    String resolve(String written, Place place, Mistakes mistakes) {
        if (!written.startsWith(VARIABLE)) {
            return mask.remember(written);
        }
        String name = written.substring(VARIABLE.length(), written.length() - 1);
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            mistakes.add(place, "the environment variable " + name + " is not set");
        }
        return mask.remember(value);
    }
}
