package dev.gatehouse.authserver.outbound;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * The addresses that no stranger's word may lead us to: the IANA special-purpose registries (RFC 6890 and its updates)
 * and multicast (requirement M5, ruling 10). An IPv6 address that carries an IPv4 one is judged by both.
 */
final class SpecialUseAddresses {

    private record Block(byte[] prefix, int bits) {

        static Block of(String cidr) {
            int slash = cidr.indexOf('/');
            try {
                // A literal: nothing is looked up.
                byte[] prefix = InetAddress.getByName(cidr.substring(0, slash)).getAddress();
                return new Block(prefix, Integer.parseInt(cidr.substring(slash + 1)));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(cidr, e);
            }
        }

        boolean contains(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != prefix[i]) {
                    return false;
                }
            }
            int rest = bits % 8;
            return rest == 0 || (address[whole] ^ prefix[whole]) >> (8 - rest) == 0;
        }
    }

    private static final List<Block> BLOCKS = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.31.196.0/24",
                    "192.52.193.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "192.175.48.0/24",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "::/128",
                    "::1/128",
                    "64:ff9b:1::/48",
                    "100::/64",
                    "100:0:0:1::/64",
                    "2001::/23",
                    "2001:db8::/32",
                    "2620:4f:8000::/48",
                    "3fff::/20",
                    "5f00::/16",
                    "fc00::/7",
                    "fe80::/10",
                    "fec0::/10",
                    "ff00::/8")
            .map(Block::of)
            .toList();

    /** Prefixes whose addresses carry an IPv4 address, and the byte at which it begins. */
    private record Carrier(Block block, int offset) {}

    private static final List<Carrier> CARRIERS = List.of(
            new Carrier(new Block(mappedPrefix(), 96), 12),
            new Carrier(Block.of("::/96"), 12),
            new Carrier(Block.of("64:ff9b::/96"), 12),
            new Carrier(Block.of("2002::/16"), 2));

    private SpecialUseAddresses() {}

    static boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (BLOCKS.stream().anyMatch(block -> block.contains(bytes))) {
            return true;
        }
        return switch (address) {
            case Inet4Address v4 -> false;
            case Inet6Address v6 ->
                CARRIERS.stream()
                        .filter(carrier -> carrier.block().contains(bytes))
                        .anyMatch(carrier -> contains(v4(bytes, carrier.offset())));
            default -> true;
        };
    }

    private static InetAddress v4(byte[] bytes, int offset) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {bytes[offset], bytes[offset + 1], bytes[offset + 2], bytes[offset + 3]});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }

    /** {@code ::ffff:0:0}, which the JDK's parser would turn into an IPv4 address. */
    private static byte[] mappedPrefix() {
        byte[] prefix = new byte[16];
        prefix[10] = (byte) 0xff;
        prefix[11] = (byte) 0xff;
        return prefix;
    }
}
