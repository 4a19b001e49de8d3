package dev.gatehouse.authserver.account;

import dev.gatehouse.authserver.user.SignedIn;
import dev.gatehouse.authserver.web.AdminPort;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Tells the pages of an account whether to show the way to what administrators see. */
@ControllerAdvice(basePackageClasses = AdministratorLink.class)
class AdministratorLink {

    private final AdminPort port;

    AdministratorLink(AdminPort port) {
        this.port = port;
    }

    /** Not at a port where it would lead nowhere. */
    @ModelAttribute("administrator")
    boolean administrator(@Nullable SignedIn signedIn, HttpServletRequest request) {
        return port.serves(request) && signedIn != null && signedIn.person().administers();
    }
}
