package dev.promptlooper.contracts.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Decides which addresses an endpoint's host may be reached at. It resolves the name itself and hands out addresses, not a
/// verdict: whoever connects to what it returns has no second look-up that could answer differently (DNS rebinding).
///
/// | the URL's host | public | loopback | RFC 1918, 100.64.0.0/10, fc00::/7 | link-local, metadata, 0.0.0.0, multicast, reserved |
/// |---|---|---|---|---|
/// | an address | yes | yes | yes | when the address is listed |
/// | `localhost`, `*.localhost` | no | yes | no | no |
/// | a name in `LLM_ALLOWED_HOSTS` | yes | yes | yes | when the address is listed |
/// | any other name | yes | when the address is listed | likewise | likewise |
///
/// The reason for the difference: who writes an address or `localhost` means this machine or the own network; a name is decided
/// by whoever answers for it. Addresses in unusual forms (`2130706433`, `0177.0.0.1`, `127.1`) are refused as such. Thread-safe.
public final class EgressGuard {

    /// A name with hundreds of addresses, none of which answers, would have them all tried one after the other.
    private static final int MOST_ADDRESSES = 8;

    private final AllowedDestinations allowed;
    private final NameLookup lookup;

    /// Turns a name into addresses, as [InetAddress#getAllByName(String)] does.
    @FunctionalInterface
    public interface NameLookup {
        /// @throws UnknownHostException when there is none of that name
        InetAddress[] lookup(String name) throws UnknownHostException;
    }

    EgressGuard(AllowedDestinations allowed, NameLookup lookup) {
        this.allowed = allowed;
        this.lookup = lookup;
    }

    /// With the resolver of the system.
    ///
    /// @throws IllegalArgumentException when `LLM_ALLOWED_HOSTS` has an entry that is none
    public static EgressGuard fromEnvironment(Map<String, String> environment) {
        return withLookup(environment, InetAddress::getAllByName);
    }

    /// With a resolver of one's own.
    ///
    /// @throws IllegalArgumentException when `LLM_ALLOWED_HOSTS` has an entry that is none
    public static EgressGuard withLookup(Map<String, String> environment, NameLookup lookup) {
        return new EgressGuard(AllowedDestinations.fromEnvironment(environment), lookup);
    }

    /// The addresses that may be connected to, one or more.
    ///
    /// @param host as in the URL
    /// @param port the port that is connected to, or -1 if unknown (entries with a port match none)
    /// @throws EgressRefused        when there are addresses but none is permitted
    /// @throws UnknownHostException when the name has no address
    public List<InetAddress> addresses(String host, int port) throws UnknownHostException {
        String name = HostNames.normal(host);
        if (HostNames.looksLikeAddress(name)) {
            return List.of(literal(host, name, port));
        }
        boolean listed = allowed.containsName(name, port);
        boolean localhost = HostNames.isLocalhost(name);
        InetAddress[] found = lookup.lookup(name);
        List<InetAddress> permitted = Arrays.stream(found).filter(address -> {
            AddressKind kind = AddressKind.of(address);
            boolean byName = localhost
                    ? kind == AddressKind.LOOPBACK
                    : kind == AddressKind.PUBLIC || (listed && kind.isLocal());
            return byName || allowed.containsAddress(address, port);
        }).limit(MOST_ADDRESSES).toList();
        if (permitted.isEmpty()) {
            if (found.length == 0) {
                throw new UnknownHostException(name);
            }
            throw refused(name, found[0], port, localhost);
        }
        return permitted;
    }

    private InetAddress literal(String host, String name, int port) throws EgressRefused {
        Optional<InetAddress> address = HostNames.literal(name);
        if (address.isEmpty()) {
            throw new EgressRefused("the host '" + host + "' looks like an address but is not written as one"
                    + HostNames.meaning(name).map(meant -> "; if you mean " + meant + ", write that").orElse("")
                    + " (addresses are written like 10.0.0.5 or [fd12::5])");
        }
        AddressKind kind = AddressKind.of(address.get());
        if (kind != AddressKind.PUBLIC && !kind.isLocal() && !allowed.containsAddress(address.get(), port)) {
            throw new EgressRefused("the address " + name + " is not connected to: it is " + kind.description()
                    + "; if that is meant, list it: " + AllowedDestinations.VARIABLE + "="
                    + entry(address.get(), port));
        }
        return address.get();
    }

    private static EgressRefused refused(String name, InetAddress address, int port, boolean localhost) {
        AddressKind kind = AddressKind.of(address);
        String what = "the host '" + name + "' is not connected to: it resolves to " + address.getHostAddress()
                + ", which is "
                + kind.description();
        if (localhost) {
            return new EgressRefused(what + ", but that name means this machine; check the hosts file");
        }
        boolean byName = kind.isLocal();
        return new EgressRefused(what + "; if that is meant, list " + (byName ? "the host: " : "the address: ")
                + AllowedDestinations.VARIABLE + "=" + (byName ? name + port(port) : entry(address, port)));
    }

    private static String entry(InetAddress address, int port) {
        String text = address.getHostAddress();
        return (text.indexOf(':') >= 0 ? "[" + text + "]" : text) + port(port);
    }

    private static String port(int port) {
        return port > 0 ? ":" + port : "";
    }
}
