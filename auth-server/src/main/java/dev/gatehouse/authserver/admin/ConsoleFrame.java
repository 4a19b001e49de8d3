package dev.gatehouse.authserver.admin;

import dev.gatehouse.authserver.user.SignedIn;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** What the frame of every page of the console shows: who looks, and whether they may change what an owner may. */
@ControllerAdvice(basePackageClasses = ConsoleFrame.class)
class ConsoleFrame {

    @ModelAttribute("signedInAs")
    @Nullable
    String signedInAs(@Nullable SignedIn signedIn) {
        return signedIn == null ? null : signedIn.person().displayName();
    }

    @ModelAttribute("owner")
    boolean owner(@Nullable SignedIn signedIn) {
        return signedIn != null && signedIn.person().owner();
    }
}
