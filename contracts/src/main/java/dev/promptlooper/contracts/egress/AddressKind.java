package dev.promptlooper.contracts.egress;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What lies behind an address, by the registries of special-purpose addresses (RFC 6890 and its updates). Pure.
enum AddressKind {

    /// Anything routed on the internet.
    PUBLIC("a public address"),
    /// `127.0.0.0/8`, `::1`.
    LOOPBACK("this machine itself"),
    /// RFC 1918.
    PRIVATE("an address of a private network"),
    /// `100.64.0.0/10` (RFC 6598), which providers and overlay networks use.
    SHARED("an address of a carrier or overlay network"),
    /// `fc00::/7`.
    UNIQUE_LOCAL("an address of a private network"),
    /// `169.254.0.0/16`, `fe80::/10`: here cloud providers keep the credentials of the machine.
    LINK_LOCAL("a link-local address, where cloud providers keep the credentials of the machine"),
    /// Further addresses of metadata services.
    METADATA("the metadata service of a cloud provider"),
    /// `0.0.0.0/8`, `::`; connecting there reaches this machine.
    UNSPECIFIED("no address of a server"),
    /// Groups.
    MULTICAST("a multicast address"),
    /// An IPv4 address that is not public, wrapped into IPv6 (NAT64, 6to4, Teredo).
    TUNNELLED("a tunnel to an address that is not public"),
    /// Documentation, benchmarks, the future.
    RESERVED("a reserved address");

    /// AWS over IPv6, Google over IPv6, Alibaba, Oracle, Azure.
    private static final Set<InetAddress> METADATA_SERVICES = Stream
            .of("fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "192.0.0.192", "168.63.129.16")
            .map(InetAddress::ofLiteral)
            .collect(Collectors.toUnmodifiableSet());

    private final String description;

    AddressKind(String description) {
        this.description = description;
    }

    /// For messages, after "is".
    String description() {
        return description;
    }

    /// True where an operator who writes the address itself, or lists the name, means it.
    boolean isLocal() {
        return this == LOOPBACK || this == PRIVATE || this == SHARED || this == UNIQUE_LOCAL;
    }

    static AddressKind of(InetAddress address) {
        if (METADATA_SERVICES.contains(address)) {
            return METADATA;
        }
        return address instanceof Inet6Address v6 ? of6(v6) : of4(address.getAddress());
    }

    private static AddressKind of4(byte[] address) {
        int a = address[0] & 0xff;
        int b = address[1] & 0xff;
        int c = address[2] & 0xff;
        if (a == 0) {
            return UNSPECIFIED;
        }
        if (a == 127) {
            return LOOPBACK;
        }
        if (a == 10 || (a == 172 && b >> 4 == 1) || (a == 192 && b == 168)) {
            return PRIVATE;
        }
        if (a == 100 && b >> 6 == 1) {
            return SHARED;
        }
        if (a == 169 && b == 254) {
            return LINK_LOCAL;
        }
        if (a >> 4 == 14) {
            return MULTICAST;
        }
        boolean reserved = a >= 240 || (a == 192 && b == 0 && (c == 0 || c == 2)) || (a == 198 && b >> 1 == 9)
                || (a == 198 && b == 51 && c == 100) || (a == 203 && b == 0 && c == 113)
                || (a == 192 && b == 88 && c == 99);
        return reserved ? RESERVED : PUBLIC;
    }

    private static AddressKind of6(Inet6Address address) {
        byte[] bytes = address.getAddress();
        if (address.isAnyLocalAddress()) {
            return UNSPECIFIED;
        }
        if (address.isLoopbackAddress()) {
            return LOOPBACK;
        }
        if (address.isMulticastAddress()) {
            return MULTICAST;
        }
        if (address.isLinkLocalAddress()) {
            return LINK_LOCAL;
        }
        if ((bytes[0] & 0xfe) == 0xfc) {
            return UNIQUE_LOCAL;
        }
        if (startsWith(bytes, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)) { // NAT64, RFC 6052
            return tunnelled(bytes, 12);
        }
        if (startsWith(bytes, 0x20, 0x02)) { // 6to4, RFC 3056
            return tunnelled(bytes, 2);
        }
        if (startsWith(bytes, 0x20, 0x01, 0, 0) || startsWith(bytes, 0x00, 0x64, 0xff, 0x9b, 0, 1)) {
            return TUNNELLED; // Teredo, RFC 4380; local NAT64, RFC 8215
        }
        boolean global = (bytes[0] & 0xe0) == 0x20;
        boolean documentation = startsWith(bytes, 0x20, 0x01, 0x0d, 0xb8) || startsWith(bytes, 0x3f, 0xff, 0);
        boolean special = startsWith(bytes, 0x20, 0x01) && (bytes[2] & 0xfe) == 0; // 2001::/23, RFC 2928
        return global && !documentation && !special ? PUBLIC : RESERVED;
    }

    /// Machines that speak IPv6 only see every public IPv4 address through NAT64.
    private static AddressKind tunnelled(byte[] bytes, int from) {
        try {
            InetAddress inner = InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
            return of(inner) == PUBLIC ? PUBLIC : TUNNELLED;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
