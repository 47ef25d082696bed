package dev.promptlooper.producer.plan;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.producer.plan.SweepPlan.Problem;
import dev.promptlooper.producer.plan.SweepPlan.Range;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.space.RequestFactory;
import dev.promptlooper.producer.space.SpaceException;
import dev.promptlooper.producer.strategy.Effort;
import dev.promptlooper.producer.strategy.StrategyRegistry;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;

/// Estimates a sweep by rendering its requests: all of them up to [RunSample#EXACT_RUNS], else a deterministic sample that is
/// projected. Thread-safe.
public final class SampledEstimator implements SweepEstimator {

    private static final Range NOTHING = new Range(0, 0, 0);

    private final EndpointCatalog endpoints;
    private final CaseReader cases;
    private final KnownAnswers known;
    private final StrategyRegistry strategies;
    private final Limits limits;

    public SampledEstimator(EndpointCatalog endpoints, CaseReader cases, KnownAnswers known,
            StrategyRegistry strategies, Limits limits) {
        this.endpoints = endpoints;
        this.cases = cases;
        this.known = known;
        this.strategies = strategies;
        this.limits = limits;
    }

    @Override
    public SweepPlan estimate(SweepDefinition definition) {
        return new Estimate(definition).make();
    }

    private final class Estimate {

        private final SweepDefinition definition;
        private final List<String> assumptions = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();

        Estimate(SweepDefinition definition) {
            this.definition = definition;
        }

        SweepPlan make() {
            Map<String, Endpoint> used = endpointsUsed();
            Candidates candidates = candidates();
            templates();
            long size = definition.dataset().size();
            if (size == 0) {
                problems.add(new Problem("dataset", definition.dataset().name(),
                        "the dataset has no cases for this sweep; add cases or raise limit"));
            }
            long count = candidates == null ? 0 : candidates.count().orElse(candidates.end());
            if (candidates != null && candidates.count().isEmpty()) {
                assumptions.add(
                        "the number of candidates is an upper bound: conditions and exclusions are too many to count");
            }
            if (candidates != null && count == 0) {
                problems.add(new Problem("exclude", null, "no candidate is left; relax the filters"));
            }
            long runs = runs(count, size);
            if (!problems.isEmpty() || candidates == null) {
                return plan(count, runs, 0, false, runs, NOTHING, null, null);
            }
            return estimate(candidates, used, count, runs);
        }

        private SweepPlan estimate(Candidates candidates, Map<String, Endpoint> used, long count, long runs) {
            RunSample sample;
            try {
                sample = new RunSample(definition, candidates, cases, runs);
            } catch (RuntimeException e) {
                problems.add(new Problem("dataset", definition.dataset().name(),
                        "the cases cannot be read now: " + e.getMessage() + "; try again"));
                return plan(count, runs, 0, false, runs, NOTHING, null, null);
            }
            if (sample.cases().isEmpty()) {
                problems.add(new Problem("dataset", definition.dataset().name(),
                        "version " + definition.dataset().version() + " has no cases; import it again"));
                return plan(count, runs, 0, false, runs, NOTHING, null, null);
            }
            Figures figures = new Figures(definition, used, limits);
            sample.forEach(figures);
            invalidRuns(figures);
            assume(sample, figures);
            double scale = figures.runs == 0 ? 0 : (double) runs / figures.runs;
            long knownSampled = known(figures);
            // Runs that share a hash are answered by one call; in a full listing that is counted, not assumed.
            long duplicates = sample.isExact() ? figures.runs - figures.invalidRuns - figures.hashes.size() : 0;
            if (duplicates > 0) {
                assumptions.add(duplicates + " runs ask the same as another run of this sweep and share its answer");
            }
            long knownRuns = Math.min(runs, Math.round(knownSampled * scale) + duplicates);
            long invalid = Math.round(figures.invalidRuns * scale);
            long calls = Math.max(0, runs - knownRuns - invalid);
            long looked = figures.runs - figures.invalidRuns;
            double perLooked = looked == 0 ? 0 : (double) calls / looked;
            Range dollars = figures.dollars(perLooked);
            Range duration = calls == 0 ? null : figures.duration(perLooked, definition.concurrency());
            Effort effort = strategies.find(definition.strategy()).effort(definition, candidates).orElse(null);
            if (effort != null) {
                SearchForecast forecast = SearchForecast.of(effort, definition.budget(), calls,
                        figures.tokens(perLooked), dollars, duration);
                assumptions.add(forecast.assumption());
                warnings.addAll(forecast.warnings(definition.budget()));
                return new SweepPlan(count, definition.dataset().size(), definition.repeats(), runs, knownRuns,
                        sample.isExact(), Math.round(forecast.search().calls().expected()), forecast.tokens(),
                        forecast.costUsd(), forecast.seconds(), assumptions, problems, warnings, forecast.search());
            }
            budget(dollars, figures.tokens(perLooked), calls, duration);
            return plan(count, runs, knownRuns, sample.isExact(), calls, figures.tokens(perLooked), dollars, duration);
        }

        private Map<String, Endpoint> endpointsUsed() {
            Map<String, Endpoint> used = new HashMap<>();
            for (int i = 0; i < definition.models().size(); i++) {
                ModelRef model = definition.models().get(i);
                Endpoint endpoint = endpoints.find(model.endpoint()).orElse(null);
                if (endpoint == null) {
                    problems.add(new Problem("models[" + i + "]", model.toString(),
                            "endpoint '" + model.endpoint() + "' is not configured; configured are "
                                    + new TreeSet<>(endpoints.all().stream().map(Endpoint::name).toList())));
                } else {
                    used.put(endpoint.name(), endpoint);
                }
            }
            return used;
        }

        private @Nullable Candidates candidates() {
            try {
                return strategies.find(definition.strategy()).candidates(definition);
            } catch (SpaceException e) {
                e.problems()
                        .forEach(problem -> problems
                                .add(new Problem(problem.field(), problem.value(), problem.message())));
                return null;
            }
        }

        private void templates() {
            try {
                var _ = new RequestFactory(definition, limits);
            } catch (IllegalArgumentException e) {
                problems.add(new Problem("prompts", null, String.valueOf(e.getMessage())));
            }
        }

        private long runs(long count, long size) {
            try {
                return Math.multiplyExact(Math.multiplyExact(count, size), (long) definition.repeats());
            } catch (ArithmeticException e) {
                problems.add(new Problem("params", null,
                        "the sweep has more runs than can be counted; use fewer values, cases or repeats"));
                return Long.MAX_VALUE;
            }
        }

        private void invalidRuns(Figures figures) {
            if (figures.invalidRuns == 0) {
                return;
            }
            figures.invalid.forEach((prompt, message) -> {
                if (figures.invalidRuns == figures.runs) {
                    problems.add(new Problem("prompts." + prompt, null, message));
                } else {
                    warnings.add(figures.invalidRuns + " of " + figures.runs
                            + " runs that were looked at cannot be asked and will fail: " + message);
                }
            });
        }

        private void assume(RunSample sample, Figures figures) {
            if (!sample.isExact()) {
                assumptions.add("projected from a sample of " + figures.runs + " runs over " + sample.cases().size()
                        + " cases");
            }
            assumptions.add("prompt tokens: four ASCII characters make one token, any other character is one");
            assumptions.add("completion tokens: 10 % (low), 40 % (expected) and 100 % (high) of the completion limit");
            if (figures.unlimited > 0) {
                assumptions.add("no max_tokens is set for some runs: the endpoint's max-tokens-assumed stands in");
            }
            if (figures.unpriced > 0) {
                assumptions.add("no price is configured for some model, so there is no cost estimate");
                if (definition.budget().usd() != null) {
                    warnings.add("budget.usd does not hold back models without a configured price; configure prices");
                }
            }
            assumptions.add(
                    "duration: 0.3 s per call plus 150 (low), 50 (expected) or 20 (high) completion tokens per second, at the configured concurrency");
        }

        private long known(Figures figures) {
            if (definition.cache().refresh()) {
                assumptions.add("cache.refresh: no known answer is used");
                return 0;
            }
            if (definition.cache().maxAgeMinutes() != null) {
                assumptions.add("known answers are counted whatever their age, although cache.max-age-minutes is set");
            }
            OptionalLong count = known.countKnown(figures.hashes);
            if (count.isEmpty()) {
                assumptions.add("known answers cannot be counted now and are taken as none");
            }
            return count.orElse(0);
        }

        private void budget(@Nullable Range dollars, Range tokens, long calls, @Nullable Range duration) {
            Budget budget = definition.budget();
            exceeds("usd", budget.usd(), dollars == null ? 0 : dollars.expected());
            exceeds("tokens", budget.tokens(), tokens.expected());
            exceeds("calls", budget.calls(), (double) calls);
            exceeds("minutes", budget.minutes(), duration == null ? 0 : duration.expected() / 60);
        }

        private void exceeds(String limit, @Nullable Number allowed, double expected) {
            if (allowed != null && expected > allowed.doubleValue()) {
                warnings.add("budget." + limit + " of " + allowed + " is less than the expected "
                        + Math.round(expected * 100) / 100.0 + ": the sweep would stop early");
            }
        }

        private SweepPlan plan(long count, long runs, long knownRuns, boolean exact, long calls, Range tokens,
                @Nullable Range dollars, @Nullable Range duration) {
            return new SweepPlan(count, definition.dataset().size(), definition.repeats(), runs, knownRuns, exact,
                    calls, tokens, dollars, duration, assumptions, problems, warnings);
        }
    }
}
