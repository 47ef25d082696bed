package dev.promptlooper.contracts.egress;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Destinations that the operator opened with `LLM_ALLOWED_HOSTS`: `host`, `host:port`, `*.suffix`, `*.suffix:port`, separated by
/// commas or spaces; a host is a name or an address (IPv6 in brackets). Pure.
///
/// @param entries as parsed
record AllowedDestinations(List<Entry> entries) {

    static final String VARIABLE = "LLM_ALLOWED_HOSTS";

    private static final Pattern ENTRY = Pattern
            .compile("(\\*\\.)?(\\[[0-9a-f:.]+]|[a-z0-9._-]*[a-z0-9_-]\\.?)(?::([0-9]{1,5}))?");

    AllowedDestinations {
        entries = List.copyOf(entries);
    }

    /// @param host   lower case, without brackets and trailing dot
    /// @param suffix true when only names below it are meant
    /// @param port   or 0 for all
    record Entry(String host, boolean suffix, int port) {

        boolean matches(String name, int askedPort) {
            boolean named = suffix ? name.endsWith("." + host) : name.equals(host);
            return named && (port == 0 || port == askedPort);
        }
    }

    /// @throws IllegalArgumentException naming the entry that is none
    static AllowedDestinations fromEnvironment(Map<String, String> environment) {
        String list = environment.getOrDefault(VARIABLE, "");
        return new AllowedDestinations(Arrays.stream(list.split("[,\\s]+", -1))
                .filter(entry -> !entry.isEmpty())
                .map(AllowedDestinations::parse)
                .toList());
    }

    private static Entry parse(String text) {
        Matcher parts = ENTRY.matcher(text.toLowerCase(Locale.ROOT));
        int port = parts.matches() && parts.group(3) != null ? Integer.parseInt(parts.group(3)) : 0;
        if (!parts.matches() || port > 65_535 || (parts.group(3) != null && port == 0)) {
            throw new IllegalArgumentException(VARIABLE + ": '" + text
                    + "' is not host, host:port or *.suffix; write for "
                    + "example " + VARIABLE + "=ollama:11434,*.models.internal,[fd12::5]:8000 without scheme and path");
        }
        String host = HostNames.normal(parts.group(2));
        if (parts.group(1) == null && HostNames.looksLikeAddress(host)) {
            host = address(text, host);
        }
        return new Entry(host, parts.group(1) != null, port);
    }

    private static String address(String text, String host) {
        return HostNames.literal(host)
                .map(InetAddress::getHostAddress)
                .orElseThrow(() -> new IllegalArgumentException(
                        VARIABLE + ": '" + text + "' is not a valid address; write it like 10.0.0.5 or [fd12::5]"));
    }

    /// @param name normal form of a host name
    /// @param port the port that is connected to
    boolean containsName(String name, int port) {
        return entries.stream().anyMatch(entry -> entry.matches(name, port));
    }

    /// True when the address itself is listed, under whatever name it is reached.
    boolean containsAddress(InetAddress address, int port) {
        return entries.stream().anyMatch(entry -> !entry.suffix() && entry.matches(address.getHostAddress(), port));
    }
}
