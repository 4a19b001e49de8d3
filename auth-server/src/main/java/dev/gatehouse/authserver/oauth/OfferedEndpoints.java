package dev.gatehouse.authserver.oauth;

import dev.gatehouse.authserver.registration.RegistrationProperties;
import org.springframework.stereotype.Component;

/** Which of the optional endpoints this installation has switched on. */
@Component
record OfferedEndpoints(RegistrationProperties registrationProperties) {

    boolean registration() {
        return registrationProperties.enabled();
    }
}
