package dev.promptlooper.producer.endpoints;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.endpoint.ModelPrice;
import dev.promptlooper.producer.web.NearNames;
import dev.promptlooper.producer.web.Page;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/// `/api/v1/endpoints`.
@RestController
@RequestMapping("/api/v1/endpoints")
final class EndpointController {

    private final EndpointCatalog endpoints;
    private final EndpointProbe probe;

    EndpointController(EndpointCatalog endpoints, EndpointProbe probe) {
        this.endpoints = endpoints;
        this.probe = probe;
    }

    /// What may be shown of an endpoint: not its key, not its extra headers.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EndpointView(String name, String baseUrl, boolean hasKey, int concurrency,
            @Nullable Integer requestsPerMinute, @Nullable Integer tokensPerMinute, double timeoutSeconds,
            int maxAttempts, int maxTokensAssumed, Map<String, ModelPrice> prices) {

        static EndpointView of(Endpoint endpoint) {
            return new EndpointView(endpoint.name(), endpoint.baseUrl(), endpoint.apiKey() != null,
                    endpoint.concurrency(), endpoint.requestsPerMinute(), endpoint.tokensPerMinute(),
                    endpoint.timeout().toMillis() / 1000.0, endpoint.maxAttempts(), endpoint.maxTokensAssumed(),
                    new TreeMap<>(endpoint.prices()));
        }
    }

    @GetMapping
    Page<EndpointView> list() {
        return new Page<>(
                endpoints.all().stream().sorted(Comparator.comparing(Endpoint::name)).map(EndpointView::of).toList(),
                null);
    }

    @GetMapping("/{name}")
    EndpointView get(@PathVariable String name) {
        return EndpointView.of(find(name));
    }

    @GetMapping("/{name}/health")
    EndpointHealth health(@PathVariable String name) {
        return probe.check(find(name));
    }

    private Endpoint find(String name) {
        return endpoints.find(name)
                .orElseThrow(() -> Problem.notFound("there is no endpoint '" + name + "'"
                        + NearNames.hint(name, endpoints.all().stream().map(Endpoint::name).toList())
                        + "; endpoints are configured by the operator, in the file that PROMPTLOOPER_ENDPOINTS names"));
    }
}
