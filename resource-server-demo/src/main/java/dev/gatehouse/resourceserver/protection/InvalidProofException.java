package dev.gatehouse.resourceserver.protection;

import org.springframework.security.core.AuthenticationException;

/** The DPoP proof of a request is not good, or lacks the nonce. The message says why, for the log. */
final class InvalidProofException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    private final boolean nonceRequired;

    private InvalidProofException(String reason, boolean nonceRequired) {
        super(reason);
        this.nonceRequired = nonceRequired;
    }

    InvalidProofException(String reason) {
        this(reason, false);
    }

    static InvalidProofException nonceRequired() {
        return new InvalidProofException("The DPoP proof has no nonce that is valid now", true);
    }

    boolean isNonceRequired() {
        return nonceRequired;
    }
}
