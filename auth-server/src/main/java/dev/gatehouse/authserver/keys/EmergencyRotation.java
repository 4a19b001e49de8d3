package dev.gatehouse.authserver.keys;

import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** Replaces every key that signs or derives, so that whatever came of the old ones is worth nothing. */
@Component
public class EmergencyRotation {

    private final SigningKeyRotation signing;

    private final DerivationKeyStore derivation;

    EmergencyRotation(SigningKeyRotation signing, DerivationKeyStore derivation) {
        this.signing = signing;
        this.derivation = derivation;
    }

    /**
     * Replaces all of them, within the transaction under way if there is one, each with its audit entry; nodes follow within
     * half a minute.
     *
     * @return a sentence for each kind of key
     */
    public List<String> replaceAll() {
        List<String> done = new ArrayList<>(signing.replace());
        done.add(KeyProgram.derived(derivation.rotate()));
        return done;
    }
}
