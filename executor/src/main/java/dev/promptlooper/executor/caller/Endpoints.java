package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.CallRequested;
import org.jspecify.annotations.Nullable;

import java.util.stream.Collectors;

/// Finds the endpoint of a call in the operator's configuration as it is now. Thread-safe.
final class Endpoints {

    private final EndpointCatalog catalog;

    Endpoints(EndpointCatalog catalog) {
        this.catalog = catalog;
    }

    /// @return null when the operator does not configure it, or it is at another address now: an answer from there would be cached
    ///         under the identity of the old one
    @Nullable
    Endpoint find(CallRequested call) {
        Endpoint endpoint = catalog.find(call.endpoint()).orElse(null);
        return endpoint != null && endpoint.baseUrl().equals(call.endpointUrl()) ? endpoint : null;
    }

    /// Why [#find] found nothing, and what to do.
    String problem(CallRequested call) {
        return catalog.find(call.endpoint())
                .map(endpoint -> "endpoint '" + call.endpoint() + "' is at " + endpoint.baseUrl()
                        + " now, the sweep was launched for " + call.endpointUrl()
                        + "; launch it again, or restore the base-url")
                .orElseGet(() -> "endpoint '" + call.endpoint() + "' is not configured here (known: "
                        + catalog.all().stream().map(Endpoint::name).sorted().collect(Collectors.joining(", "))
                        + "); add it to the endpoints file of the executor");
    }
}
