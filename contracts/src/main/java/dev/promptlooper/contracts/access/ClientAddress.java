package dev.promptlooper.contracts.access;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// Where a request comes from, for counting attempts: the other end of the connection, unless that is a proxy that the operator
/// named; then the last address in `X-Forwarded-For` that is none of theirs. What stands before that in the header anybody can
/// have written, and from others than named proxies all of it, so it is not looked at. Thread-safe.
public final class ClientAddress {

    /// The variable that names the proxies: addresses and networks such as `172.33.0.0/24`, separated by commas or blanks.
    public static final String VARIABLE = "PROMPTLOOPER_TRUSTED_PROXIES";

    private static final String HEADER = "X-Forwarded-For";
    /// More proxies than anybody has in a row.
    private static final int MOST_HOPS = 20;

    private final List<Network> proxies;

    /// @param bits how many of the address count
    private record Network(InetAddress address, int bits) {

        boolean contains(InetAddress other) {
            byte[] mine = address.getAddress();
            byte[] theirs = other.getAddress();
            if (mine.length != theirs.length) {
                return false;
            }
            int bytes = bits / 8;
            int rest = bits % 8;
            return Arrays.equals(mine, 0, bytes, theirs, 0, bytes)
                    && (rest == 0 || (mine[bytes] ^ theirs[bytes]) >> (8 - rest) == 0);
        }
    }

    private ClientAddress(List<Network> proxies) {
        this.proxies = proxies;
    }

    /// From [#VARIABLE]; without it no proxy is believed.
    ///
    /// @throws IllegalArgumentException naming the entry that is no address and no network
    public static ClientAddress fromEnvironment(Map<String, String> environment) {
        return new ClientAddress(Arrays.stream(environment.getOrDefault(VARIABLE, "").split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .map(ClientAddress::network)
                .toList());
    }

    /// The address as text, always the same for the same one.
    public String of(HttpServletRequest request) {
        InetAddress peer = address(request.getRemoteAddr());
        if (peer == null) {
            return request.getRemoteAddr();
        }
        if (!isProxy(peer)) {
            return text(peer);
        }
        String[] hops = String.join(",", Collections.list(request.getHeaders(HEADER))).split(",", -1);
        InetAddress client = peer;
        for (int i = hops.length - 1; i >= Math.max(0, hops.length - MOST_HOPS) && isProxy(client); i--) {
            InetAddress hop = address(hops[i].strip());
            if (hop == null) {
                break; // the proxy knew no better; what stands before says nothing then
            }
            client = hop;
        }
        return text(client);
    }

    private boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(network -> network.contains(address));
    }

    private static String text(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    private static @Nullable InetAddress address(String text) {
        try {
            return text.isEmpty() ? null : InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Network network(String entry) {
        int slash = entry.indexOf('/');
        InetAddress address = address(slash < 0 ? entry : entry.substring(0, slash));
        String bits = slash < 0 ? "" : entry.substring(slash + 1);
        if (address == null || (slash >= 0 && !bits.matches("[0-9]{1,3}"))) {
            throw refused(entry);
        }
        int all = address.getAddress().length * 8;
        int counted = slash < 0 ? all : Integer.parseInt(bits);
        if (counted > all || counted < 8) {
            throw refused(entry); // one that holds most of the world is a mistake
        }
        return new Network(address, counted);
    }

    private static IllegalArgumentException refused(String entry) {
        return new IllegalArgumentException(
                VARIABLE + " lists the addresses of reverse proxies and networks of at least 8 "
                        + "bits, for example 10.0.0.5 or 172.33.0.0/24; '" + entry + "' is neither");
    }
}
