package dev.gatehouse.authserver.registration;

/**
 * What the metadata may say of registration (RFC 8414 section 2, requirement D7).
 *
 * @param open whether {@code /register} takes registrations
 * @param documents whether clients are known by their metadata documents (requirement D6)
 */
public record RegistrationStatus(boolean open, boolean documents) {}
