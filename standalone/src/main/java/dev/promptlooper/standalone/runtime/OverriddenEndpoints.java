package dev.promptlooper.standalone.runtime;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.endpoint.MovedEndpoint;
import dev.promptlooper.contracts.endpoint.SecretRef;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The operator's endpoints, with those of the command line on top. A key of the operator's stays with the host it was configured
/// for, whatever comes on top. Thread-safe.
///
/// @param configured  what file and environment say
/// @param more        replace configured ones of the same name
/// @param urls        name → base URL of the command line, applied last
/// @param environment where keys for moved endpoints are given anew, see [MovedEndpoint]
record OverriddenEndpoints(EndpointCatalog configured, List<Endpoint> more, Map<String, String> urls,
        Map<String, String> environment) implements EndpointCatalog {

    /// @throws IllegalArgumentException when a key would go to a host that it was not configured for
    OverriddenEndpoints {
        more.forEach(endpoint -> checkReferences(configured, endpoint));
        Map<String, Endpoint> below = below(configured, more);
        urls.forEach((name, url) -> {
            Endpoint known = below.get(name);
            if (known != null) {
                MovedEndpoint.move(known, url, environment);
            }
        });
    }

    @Override
    public Collection<Endpoint> all() {
        Map<String, Endpoint> result = below(configured, more);
        urls.forEach((name, url) -> {
            Endpoint known = result.get(name);
            result.put(name, known == null ? Endpoint.of(name, url) : moved(known, url));
        });
        return List.copyOf(result.values());
    }

    /// A key that came into the file after the start does not go to the host of the command line either.
    private Endpoint moved(Endpoint known, String url) {
        try {
            return MovedEndpoint.move(known, url, environment);
        } catch (IllegalArgumentException e) {
            return known.withBaseUrl(url);
        }
    }

    private static Map<String, Endpoint> below(EndpointCatalog configured, List<Endpoint> more) {
        Map<String, Endpoint> result = new LinkedHashMap<>();
        configured.all().forEach(endpoint -> result.put(endpoint.name(), endpoint));
        more.forEach(endpoint -> result.put(endpoint.name(), endpoint));
        return result;
    }

    /// A sweep file of somebody else must not be able to send the operator's keys to a server of theirs.
    private static void checkReferences(EndpointCatalog configured, Endpoint brought) {
        Set<String> wanted = references(brought);
        configured.all().stream().filter(own -> !own.origin().equals(brought.origin())).forEach(own -> {
            Set<String> shared = references(own);
            shared.retainAll(wanted);
            if (!shared.isEmpty()) {
                throw new IllegalArgumentException(
                        "endpoint '" + brought.name() + "' of the sweep file would send the key "
                                + shared.iterator().next() + " to " + brought.origin() + ", but it is configured for "
                                + own.origin() + "; if both may have it, put that endpoint into the file that"
                                + " PROMPTLOOPER_ENDPOINTS names");
            }
        });
    }

    private static Set<String> references(Endpoint endpoint) {
        SecretRef key = endpoint.apiKey();
        return Stream.concat(key == null ? Stream.empty() : Stream.of(key.toString()),
                endpoint.headers()
                        .values()
                        .stream()
                        .filter(value -> value.startsWith("env:") || value.startsWith("file:")))
                .collect(Collectors.toSet());
    }
}
