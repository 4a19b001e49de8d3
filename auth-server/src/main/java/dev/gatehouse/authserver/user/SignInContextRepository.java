package dev.gatehouse.authserver.user;

import dev.gatehouse.authserver.web.BrowserCookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.stereotype.Component;

/**
 * Gives Spring Security the person who is signed in in this browser. Asks the database only where somebody asks for the
 * person, and makes no servlet session.
 */
@Component
class SignInContextRepository implements SecurityContextRepository {

    private final SignInSessions sessions;

    private final BrowserCookie cookie;

    SignInContextRepository(SignInSessions sessions, BrowserCookie cookie) {
        this.sessions = sessions;
        this.cookie = cookie;
    }

    @Override
    public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
        return new Deferred(request);
    }

    @Override
    @Deprecated
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        return new Deferred(holder.getRequest()).get();
    }

    /** A person signs in by {@link BrowserSignIn} alone, never because some filter made an authentication. */
    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {}

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return new Deferred(request).get().getAuthentication() != null;
    }

    private final class Deferred implements DeferredSecurityContext {

        private final HttpServletRequest request;

        private @Nullable SecurityContext context;

        Deferred(HttpServletRequest request) {
            this.request = request;
        }

        @Override
        public SecurityContext get() {
            if (context == null) {
                SecurityContext loaded =
                        SecurityContextHolder.getContextHolderStrategy().createEmptyContext();
                cookie.find(request).flatMap(sessions::find).ifPresent(loaded::setAuthentication);
                context = loaded;
            }
            return context;
        }

        @Override
        public boolean isGenerated() {
            return get().getAuthentication() == null;
        }
    }
}
