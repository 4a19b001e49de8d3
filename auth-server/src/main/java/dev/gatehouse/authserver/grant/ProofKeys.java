package dev.gatehouse.authserver.grant;

import dev.gatehouse.authserver.dpop.DpopProofs;
import dev.gatehouse.authserver.policy.TokenPolicy;
import dev.gatehouse.authserver.resource.ResourceServer;
import dev.gatehouse.authserver.web.ProtocolRefusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which key a token request shows, and whether it must show one (RFC 9449 section 5). */
@Component
class ProofKeys {

    private final DpopProofs proofs;

    ProofKeys(DpopProofs proofs) {
        this.proofs = proofs;
    }

    /**
     * The thumbprint of the key whose proof came with the request; null if none came and none had to.
     *
     * @param bound the key that what is presented is bound to, if any: then it must be that one
     */
    @Nullable
    String shown(GrantRequest request, @Nullable String bound) {
        String proof = request.caller().dpopProof();
        if (proof == null) {
            if (bound != null) {
                throw missing("What was presented is bound to a key, and no proof of it came");
            }
            return null;
        }
        String shown = proofs.verify(proof, "/token");
        if (bound != null && !bound.equals(shown)) {
            throw GrantRequest.invalidGrant("What was presented is bound to another key than the proof's");
        }
        return shown;
    }

    static void require(GrantRequest request, ResourceServer resource, @Nullable String shown) {
        if (shown == null && TokenPolicy.proofRequired(request.client(), resource)) {
            throw missing("The resource or the client takes only tokens that are bound to a key");
        }
    }

    private static ProtocolRefusal missing(String reason) {
        return new ProtocolRefusal("invalid_dpop_proof", "A DPoP proof is required", reason);
    }
}
