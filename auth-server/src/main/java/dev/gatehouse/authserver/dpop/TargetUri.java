package dev.gatehouse.authserver.dpop;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** Compares {@code htu} (RFC 9449 section 4.3): without query and fragment, normalized by scheme and syntax. */
final class TargetUri {

    private TargetUri() {}

    /** Empty if it is no absolute http or https URI. */
    static Optional<String> normalized(String value) {
        try {
            URI uri = new URI(value);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("https") || scheme.equals("http");
            if (!web || uri.getHost() == null || uri.getRawUserInfo() != null) {
                return Optional.empty();
            }
            int standard = scheme.equals("https") ? 443 : 80;
            String port = uri.getPort() < 0 || uri.getPort() == standard ? "" : ":" + uri.getPort();
            String path = uri.getRawPath();
            // The endpoints answer with and without a slash at the end.
            String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            return Optional.of(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port + bare);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
