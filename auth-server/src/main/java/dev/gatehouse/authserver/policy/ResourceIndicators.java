package dev.gatehouse.authserver.policy;

import dev.gatehouse.authserver.client.Client;
import dev.gatehouse.authserver.resource.ResourceDirectory;
import dev.gatehouse.authserver.resource.ResourceServer;
import java.util.List;
import java.util.Optional;

/** Which resource a request is about (RFC 8707 section 2, ruling 16). */
public final class ResourceIndicators {

    private ResourceIndicators() {}

    /**
     * The one resource that the {@code resource} values name; without any, the client's default or only one, else the
     * installation's.
     *
     * @return empty, hence {@code invalid_target}, for an unknown one, two different ones, one that the client may not
     *     use, or none that can be told (X4: there is no token without an audience)
     */
    public static Optional<ResourceServer> choose(List<String> named, Client client, ResourceDirectory directory) {
        Optional<ResourceServer> chosen = named.isEmpty() ? unnamed(client, directory) : same(named, directory);
        return chosen.filter(resource -> TokenPolicy.mayUse(client, resource));
    }

    private static Optional<ResourceServer> same(List<String> named, ResourceDirectory directory) {
        List<Optional<ResourceServer>> found =
                named.stream().map(directory::find).distinct().toList();
        return found.size() == 1 ? found.getFirst() : Optional.empty();
    }

    private static Optional<ResourceServer> unnamed(Client client, ResourceDirectory directory) {
        String preferred = client.defaultResource();
        if (preferred == null && client.resources().size() == 1) {
            preferred = client.resources().iterator().next();
        }
        return preferred == null ? directory.defaultResource() : directory.find(preferred);
    }
}
