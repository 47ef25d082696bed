package dev.promptlooper.producer.sweeps;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.CachePolicy;
import dev.promptlooper.contracts.sweep.DatasetRef;
import dev.promptlooper.contracts.sweep.Exclusion;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.datasets.DatasetVersion;
import dev.promptlooper.producer.web.FieldProblem;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Turns a sweep request into a definition in which everything is an immutable version, or says everything that keeps it from
/// being one. Thread-safe.
final class SweepResolver {

    private final SweepSchema schema;
    private final PromptResolver prompts;
    private final DatasetResolver datasets;
    private final SpaceResolver space;
    private final ScoringResolver scoring;
    private final InstantSource clock;

    SweepResolver(SweepSchema schema, PromptResolver prompts, DatasetResolver datasets, SpaceResolver space,
            ScoringResolver scoring, InstantSource clock) {
        this.schema = schema;
        this.prompts = prompts;
        this.datasets = datasets;
        this.space = space;
        this.scoring = scoring;
        this.clock = clock;
    }

    /// @param definition the definition; null when there are problems
    /// @param problems   what must be changed; empty when there is a definition
    /// @param warnings   what is odd
    record Resolution(@Nullable SweepDefinition definition, List<FieldProblem> problems, List<String> warnings) {

        /// @throws Problem 422 when there is none
        SweepDefinition orThrow() {
            if (definition == null) {
                throw Problem.invalid(problems);
            }
            return definition;
        }
    }

    /// @param sweepId      id for the definition
    /// @param experimentId experiment it executes, or null
    Resolution resolve(ObjectNode request, String sweepId, @Nullable String experimentId) {
        Findings findings = new Findings();
        findings.addAll(schema.check(request));
        if (request.has("endpoints")) {
            findings.problem("endpoints", null,
                    "endpoints are configured by the operator, not by a request; use them by"
                            + " name in models, or put them into the file that PROMPTLOOPER_ENDPOINTS names");
        }
        Optional<DatasetVersion> dataset = findings.isSound("dataset")
                ? datasets.resolve(request.path("dataset"), findings)
                : Optional.empty();
        List<PromptDefinition> promptList = findings.isSound("prompts")
                ? prompts.resolve(request.path("prompts"), findings)
                : List.of();
        dataset.ifPresent(version -> prompts.checkVariables(promptList, version, findings));
        List<ModelRef> models = findings.isSound("models") ? space.models(request.path("models"), findings) : List.of();
        Map<String, Axis> params = findings.isSound("params")
                ? space.params(request.path("params"), findings)
                : Map.of();
        List<Exclusion> exclude = findings.isSound("exclude") && findings.isSound("params")
                ? space.exclude(request.path("exclude"), params.keySet(), findings)
                : List.of();
        List<ScorerDefinition> scorers = findings.isSound("scorers")
                ? scoring.scorers(request.path("scorers"), findings)
                : List.of();
        Optional<Objective> objective = findings.isSound("objective") && !scorers.isEmpty()
                ? scoring.objective(request.path("objective"), scorers, findings)
                : Optional.empty();
        Optional<Budget> budget = part(request, "budget", Budget.class, Budget.UNLIMITED, findings);
        Optional<CachePolicy> cache = part(request, "cache", CachePolicy.class, CachePolicy.USE, findings);
        if (!findings.problems().isEmpty()) {
            return new Resolution(null, findings.problems(), findings.warnings());
        }
        DatasetVersion cases = dataset.orElseThrow();
        JsonNode limit = request.path("dataset").path("limit");
        SweepDefinition definition = new SweepDefinition(SweepDefinition.SCHEMA, sweepId,
                request.path("name").asString(cases.name()), experimentId, clock.millis(), promptList, models, params,
                exclude,
                new DatasetRef(cases.name(), cases.version(), cases.cases(),
                        limit.isNumber() ? Long.valueOf(limit.longValue()) : null, cases.sha256()),
                scorers, objective.orElseThrow(), strategy(request.path("strategy")), request.path("repeats").asInt(1),
                budget.orElseThrow(), request.has("concurrency") ? request.path("concurrency").asInt() : null,
                request.path("priority").asInt(SweepDefinition.DEFAULT_PRIORITY), cache.orElseThrow());
        return new Resolution(definition, List.of(), findings.warnings());
    }

    private static <T> Optional<T> part(ObjectNode request, String name, Class<T> type, T otherwise,
            Findings findings) {
        if (!request.has(name) || !findings.isSound(name)) {
            return Optional.of(otherwise);
        }
        try {
            return Optional.of(Json.MAPPER.treeToValue(request.path(name), type));
        } catch (JacksonException e) {
            findings.problem(name, null, Json.problem(e));
            return Optional.empty();
        }
    }

    private static Strategy strategy(JsonNode node) {
        if (node.isString()) {
            return new Strategy(node.asString(), Map.of());
        }
        return node.isObject() ? Json.MAPPER.treeToValue(node, Strategy.class) : Strategy.GRID;
    }
}
