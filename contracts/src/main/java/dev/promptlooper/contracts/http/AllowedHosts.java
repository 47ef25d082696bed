package dev.promptlooper.contracts.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Names under which this server may be addressed. A page of another site can make a browser send requests to a loopback port
/// under a name that it rebinds; such a name is not on the list.
///
/// @param names lower case, without port
public record AllowedHosts(Set<String> names) {

    /// The loopback names, and what `PROMPTLOOPER_ALLOWED_HOSTS` adds (separated by commas or spaces).
    public static AllowedHosts fromEnvironment(Map<String, String> environment) {
        String more = environment.getOrDefault("PROMPTLOOPER_ALLOWED_HOSTS", "");
        return new AllowedHosts(Stream
                .concat(Stream.of("localhost", "127.0.0.1", "[::1]"),
                        Arrays.stream(more.split("[,\\s]+", -1)).filter(name -> !name.isEmpty()))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet()));
    }

    /// @param authority value of a Host header, with or without port
    public boolean contains(String authority) {
        String host = authority.replaceFirst(":[0-9]{1,5}$", "").toLowerCase(Locale.ROOT);
        return names.contains(host);
    }

    /// @param origin value of an Origin header
    public boolean containsOrigin(String origin) {
        return origin.matches("https?://[^/@\\s]+") && contains(origin.substring(origin.indexOf("//") + 2));
    }
}
