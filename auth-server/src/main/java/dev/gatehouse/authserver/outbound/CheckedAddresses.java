package dev.gatehouse.authserver.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Looks a host up and hands out its addresses only if none is of special use: one bad address among good ones refuses
 * them all. The connection is made to what this returns, so no second answer of the name server counts.
 */
final class CheckedAddresses extends SystemDefaultDnsResolver {

    private final Set<String> privateHosts;

    CheckedAddresses(Set<String> privateHosts) {
        this.privateHosts = Set.copyOf(privateHosts);
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = super.resolve(host);
        if (!privateHosts.contains(host.toLowerCase(Locale.ROOT))) {
            for (InetAddress address : addresses) {
                if (SpecialUseAddresses.contains(address)) {
                    throw new SpecialUseAddress(host);
                }
            }
        }
        return addresses;
    }

    /** The host leads to an address of special use. */
    static final class SpecialUseAddress extends UnknownHostException {

        SpecialUseAddress(String host) {
            super(host + " leads to an address of special use");
        }
    }
}
