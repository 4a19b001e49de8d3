package dev.gatehouse.authserver.ratelimit;

/** What counts as one caller: an IPv4 address, or the /64 network of an IPv6 one, which a single host can fill. */
public final class AddressKey {

    private AddressKey() {}

    /** @param address as the connection has it, never from a header */
    public static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        String[] groups = address.split(":", -1);
        StringBuilder network = new StringBuilder();
        for (int i = 0; i < groups.length && i < 4; i++) {
            if (groups[i].isEmpty() && i > 0) {
                break;
            }
            network.append(groups[i]).append(':');
        }
        return network.append("/64").toString();
    }
}
