package dev.gatehouse.authserver.consent;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person chose before they were asked to sign in again; shown to the same person alone, and nothing is granted by
 * it.
 *
 * @param duration as the form has it; empty where none was chosen
 */
record ConsentChoice(
        UUID person,
        Set<String> scopes,
        String duration,
        @Nullable String label) {}
