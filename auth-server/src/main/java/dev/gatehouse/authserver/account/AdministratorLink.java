package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.user.SignedIn;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Tells the pages of an account whether to show the way to what administrators see. */
@ControllerAdvice(basePackageClasses = AdministratorLink.class)
class AdministratorLink {

    @ModelAttribute("administrator")
    boolean administrator(@Nullable SignedIn signedIn) {
        return signedIn != null && signedIn.person().administers();
    }
}
