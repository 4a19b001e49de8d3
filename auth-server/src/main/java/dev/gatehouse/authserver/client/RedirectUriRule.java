package dev.gatehouse.authserver.client;

import java.util.Optional;

/** Which redirect URIs an administrator may set up; what decides is above this module. */
public interface RedirectUriRule {

    /** What the URI must be and is not, to follow its name in a sentence; empty if it may be used. */
    Optional<String> fault(String redirectUri);
}
