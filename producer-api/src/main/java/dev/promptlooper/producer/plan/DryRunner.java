package dev.promptlooper.producer.plan;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.space.Point;
import dev.promptlooper.producer.space.Request;
import dev.promptlooper.producer.space.RequestFactory;
import dev.promptlooper.producer.space.SpaceException;
import dev.promptlooper.producer.strategy.StrategyRegistry;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Renders the requests of a few runs through the same factory as the planner, so that what is shown is what would be sent; asks
/// nothing and pays nothing. Thread-safe.
public final class DryRunner {

    /// Most candidates that are rendered: one per prompt and model.
    public static final int CANDIDATES = 12;

    // Enough to meet every prompt and model of a sampled sweep; a grid has them in order.
    private static final int STEPS = 20_000;

    private final EndpointCatalog endpoints;
    private final CaseReader cases;
    private final KnownAnswers known;
    private final StrategyRegistry strategies;
    private final Limits limits;

    public DryRunner(EndpointCatalog endpoints, CaseReader cases, KnownAnswers known, StrategyRegistry strategies,
            Limits limits) {
        this.endpoints = endpoints;
        this.cases = cases;
        this.known = known;
        this.strategies = strategies;
        this.limits = limits;
    }

    /// @param count cases, from the first on
    /// @throws SpaceException           when there are no candidates to speak of
    /// @throws IllegalArgumentException when a template is wrong, naming the prompt
    public DryRun render(SweepDefinition definition, int count) {
        RequestFactory requests = new RequestFactory(definition, limits);
        Map<Long, Point> chosen = choose(definition, strategies.find(definition.strategy()).candidates(definition));
        int wanted = (int) Math.min(count, definition.dataset().size());
        List<DatasetCase> rows = cases.cases(definition.dataset().name(), definition.dataset().version(), 0, wanted);
        List<DryRun.Rendered> rendered = new ArrayList<>();
        chosen.forEach((index, point) -> {
            RequestFactory.ForCandidate candidate = requests.at(point);
            rows.forEach(row -> rendered.add(render(definition, index, point, candidate, row)));
        });
        List<String> warnings = new ArrayList<>();
        int combinations = definition.prompts().size() * definition.models().size();
        if (chosen.size() < combinations) {
            warnings.add("shown are " + chosen.size() + " of " + combinations + " combinations of prompt and model");
        }
        return new DryRun(chosen.size(), rows.size(), rendered, warnings);
    }

    /// The first candidate of every prompt and model.
    private static Map<Long, Point> choose(SweepDefinition definition, Candidates candidates) {
        Map<Long, Point> chosen = new LinkedHashMap<>();
        Set<String> met = new HashSet<>();
        int combinations = Math.min(CANDIDATES, definition.prompts().size() * definition.models().size());
        long index = 0;
        for (int step = 0; step < STEPS && index < candidates.end() && chosen.size() < combinations; step++) {
            long next = candidates.skip(index);
            if (next == index) {
                Point point = candidates.at(index);
                if (met.add(point.model() + "/" + point.prompt())) {
                    chosen.put(index, point);
                }
                next++;
            }
            index = next;
        }
        return chosen;
    }

    private DryRun.Rendered render(SweepDefinition definition, long index, Point point,
            RequestFactory.ForCandidate candidate, DatasetCase row) {
        ModelRef model = definition.models().get(point.model());
        PromptDefinition prompt = definition.prompts().get(point.prompt());
        Optional<Endpoint> endpoint = endpoints.find(model.endpoint());
        if (endpoint.isEmpty()) {
            return new DryRun.Rendered(index, prompt.ref(), model.toString(), point.params(), row.id(), row.index(),
                    row.expected(), null, null, null, null, null,
                    "endpoint '" + model.endpoint() + "' is not configured");
        }
        String url = endpoint.get().baseUrl();
        return switch (candidate.request(row, url, 0)) {
            case Request.Ready ready ->
                new DryRun.Rendered(index, prompt.ref(), model.toString(), point.params(), row.id(),
                        row.index(), row.expected(), url, ready.body(), ready.configHash(), isKnown(ready.configHash()),
                        ready.promptTokens(), null);
            case Request.Invalid invalid -> new DryRun.Rendered(index, prompt.ref(), model.toString(), point.params(),
                    row.id(), row.index(), row.expected(), null, null, null, null, null, invalid.message());
        };
    }

    private @Nullable Boolean isKnown(String hash) {
        OptionalLong count = known.countKnown(List.of(hash));
        return count.isEmpty() ? null : (Boolean) (count.getAsLong() > 0);
    }
}
