package dev.promptlooper.producer.sweeps;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.Metrics;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.producer.web.NearNames;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Resolves `scorers` and `objective`. Thread-safe.
final class ScoringResolver {

    private final ScorerTypes types;

    ScoringResolver(ScorerTypes types) {
        this.types = types;
    }

    List<ScorerDefinition> scorers(JsonNode entries, Findings findings) {
        List<ScorerDefinition> scorers = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            String field = "scorers[" + i + "]";
            ScorerDefinition scorer;
            try {
                scorer = Json.MAPPER.treeToValue(entries.get(i), ScorerDefinition.class);
            } catch (JacksonException e) {
                findings.problem(field, null, Json.problem(e));
                continue;
            }
            checkType(field, scorer.type(), findings);
            Integer first = seen.putIfAbsent(scorer.name(), i);
            if (first != null) {
                findings.problem(field + ".name", scorer.name(), "scorers[" + first + "] has the name '" + scorer.name()
                        + "' already; give one of them a name: of its own");
            }
            if (scorer.name().equals(Objective.WEIGHTED_SUM) || Metrics.BUILT_IN.contains(scorer.name())) {
                findings.problem(field + ".name", scorer.name(), "'" + scorer.name()
                        + "' is the name of a built-in metric; give the scorer another");
            }
            scorers.add(scorer);
        }
        return scorers;
    }

    Optional<Objective> objective(JsonNode node, List<ScorerDefinition> scorers, Findings findings) {
        if (node.isMissingNode()) {
            return Optional.of(new Objective(scorers.getFirst().name(), null, Map.of(), null));
        }
        Objective objective;
        try {
            objective = Json.MAPPER.treeToValue(node, Objective.class);
        } catch (JacksonException e) {
            findings.problem("objective", null, Json.problem(e));
            return Optional.empty();
        }
        List<String> metrics = new ArrayList<>(scorers.stream().map(ScorerDefinition::name).toList());
        metrics.add(Objective.WEIGHTED_SUM);
        metrics.addAll(Metrics.BUILT_IN);
        checkMetric(objective.isMaximize() ? "objective.maximize" : "objective.minimize", objective.metric(), metrics,
                findings);
        objective.subjectTo()
                .keySet()
                .forEach(metric -> checkMetric("objective.subject-to." + metric, metric, metrics, findings));
        return Optional.of(objective);
    }

    private void checkType(String field, String type, Findings findings) {
        if (types.known().contains(type)) {
            return;
        }
        String message = "there is no scorer '" + type + "'" + NearNames.hint(type, types.known());
        if (types.isOpen()) {
            findings.warning(field + ".type: " + message + "; it must come from a plug-in");
        } else {
            findings.problem(field + ".type", type, message + "; there are " + String.join(", ", types.known()));
        }
    }

    private static void checkMetric(String field, String metric, List<String> metrics, Findings findings) {
        if (!metrics.contains(metric)) {
            findings.problem(field, metric, "no scorer of this sweep produces '" + metric + "'"
                    + NearNames.hint(metric, metrics) + "; there are " + String.join(", ", metrics));
        }
    }
}
