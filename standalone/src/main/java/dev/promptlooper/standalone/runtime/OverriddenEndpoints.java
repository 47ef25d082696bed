package dev.promptlooper.standalone.runtime;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The operator's endpoints, with those of the command line on top. Thread-safe.
///
/// @param configured what file and environment say
/// @param more       replace configured ones of the same name
/// @param urls       name → base URL of the command line, applied last
record OverriddenEndpoints(EndpointCatalog configured, List<Endpoint> more, Map<String, String> urls)
        implements
            EndpointCatalog {

    @Override
    public Collection<Endpoint> all() {
        Map<String, Endpoint> result = new LinkedHashMap<>();
        configured.all().forEach(endpoint -> result.put(endpoint.name(), endpoint));
        more.forEach(endpoint -> result.put(endpoint.name(), endpoint));
        urls.forEach((name, url) -> {
            Endpoint known = result.get(name);
            result.put(name, known == null ? Endpoint.of(name, url) : known.withBaseUrl(url));
        });
        return List.copyOf(result.values());
    }
}
