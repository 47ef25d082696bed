package dev.promptlooper.contracts.endpoint;

import java.util.Collection;
import java.util.Optional;

/// The endpoints that the operator configures, as they are now. Implementations are thread-safe and may change over time.
public interface EndpointCatalog {

    /// All endpoints, by name.
    Collection<Endpoint> all();

    /// The endpoint of that name.
    default Optional<Endpoint> find(String name) {
        return all().stream().filter(endpoint -> endpoint.name().equals(name)).findFirst();
    }

    /// A fixed set.
    static EndpointCatalog of(Endpoint... endpoints) {
        java.util.List<Endpoint> list = java.util.List.of(endpoints);
        return () -> list;
    }
}
