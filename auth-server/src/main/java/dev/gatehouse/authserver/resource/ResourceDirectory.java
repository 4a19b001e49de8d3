package dev.gatehouse.authserver.resource;

import java.util.List;
import java.util.Optional;

/** The registered resources. */
public interface ResourceDirectory {

    /**
     * The resource that a {@code resource} parameter names (RFC 8707). Scheme and host are compared without case, a
     * default port and the empty path's slash do not count, all else is exact; declared aliases are found too (X2, X3).
     * Anything that is no absolute http(s) URI, or has a fragment or user, names none.
     */
    Optional<ResourceServer> find(String resource);

    /** All resources, by name. */
    List<ResourceServer> all();

    /** The one to take when none is named: the configured default, or the only one there is (ruling 16). */
    Optional<ResourceServer> defaultResource();
}
