package dev.promptlooper.producer.endpoints;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.endpoint.ModelPrice;
import dev.promptlooper.producer.web.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/// `/api/v1/models`: what can be written into `models` of a sweep.
@RestController
@RequestMapping("/api/v1/models")
final class ModelController {

    private static final String ANY = "*";

    private final EndpointCatalog endpoints;
    private final EndpointProbe probe;

    ModelController(EndpointCatalog endpoints, EndpointProbe probe) {
        this.endpoints = endpoints;
        this.probe = probe;
    }

    /// @param model  as a sweep names it, `endpoint/model`
    /// @param status how its endpoint stands
    /// @param listed whether the endpoint itself says that it has it; a model that only has a price may exist all the same
    /// @param price  dollars per million tokens; absent when none is configured, and then a budget in dollars cannot hold
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ModelView(String model, String endpoint, EndpointHealth.Status status, boolean listed,
            @Nullable ModelPrice price) {}

    /// Asks all endpoints at once, for at most three seconds.
    @GetMapping
    Page<ModelView> list(@RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String endpoint,
            @RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "100") int limit) {
        String part = q == null ? "" : q.toLowerCase(Locale.ROOT);
        List<ModelView> models = endpoints.all()
                .stream()
                .filter(one -> endpoint == null || one.name().equals(endpoint))
                .map(one -> CompletableFuture.supplyAsync(() -> models(one), Thread::startVirtualThread))
                .toList()
                .stream()
                .flatMap(answer -> answer.join().stream())
                .filter(model -> model.model().toLowerCase(Locale.ROOT).contains(part))
                .filter(model -> after == null || model.model().compareTo(after) > 0)
                .sorted(Comparator.comparing(ModelView::model))
                .limit(Page.limit(limit) + 1L)
                .toList();
        return Page.of(models, limit, ModelView::model);
    }

    private List<ModelView> models(Endpoint endpoint) {
        EndpointHealth health = probe.check(endpoint);
        Set<String> names = new TreeSet<>(health.models());
        endpoint.prices().keySet().stream().filter(name -> !name.equals(ANY)).forEach(names::add);
        Set<String> listed = Set.copyOf(health.models());
        return names.stream()
                .map(name -> new ModelView(endpoint.name() + "/" + name, endpoint.name(), health.status(),
                        listed.contains(name), endpoint.prices().getOrDefault(name, endpoint.prices().get(ANY))))
                .toList();
    }
}
