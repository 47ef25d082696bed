package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.prompt.PromptTemplate;
import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.Exclusion;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.producer.sweeps.SweepSchema;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Checks a sweep file without an instance: against the published JSON Schema, and every part against the contracts that the
/// services use. Stateless.
final class SweepCheck {

    private SweepCheck() {}

    /// @param pointer where, as a JSON pointer
    /// @param message what is wrong and what to do
    record Finding(String pointer, String message) {

        /// As people write it: `params.temperature`, `prompts[0]`.
        String field() {
            StringBuilder field = new StringBuilder();
            for (String step : pointer.split("/")) {
                if (step.matches("\\d+")) {
                    field.append('[').append(step).append(']');
                } else if (!step.isEmpty()) {
                    field.append(field.isEmpty() ? "" : ".").append(step.replace("~1", "/").replace("~0", "~"));
                }
            }
            return field.isEmpty() ? "(file)" : field.toString();
        }
    }

    /// What is wrong, in the order of the file's places; empty when nothing is.
    static List<Finding> check(SweepFile file) {
        Map<String, Finding> findings = new TreeMap<>();
        // Our own messages teach more than the schema's, so they go first and the schema adds what they do not see.
        contracts(file).forEach(finding -> findings.putIfAbsent(finding.pointer(), finding));
        schema(file.tree()).forEach(finding -> {
            boolean known = findings.keySet().stream().anyMatch(pointer -> finding.pointer().startsWith(pointer));
            if (!known) {
                findings.put(finding.pointer(), finding);
            }
        });
        return List.copyOf(findings.values());
    }

    private static List<Finding> schema(JsonNode tree) {
        return new SweepSchema().check(tree)
                .stream()
                .map(problem -> new Finding(pointer(problem.field()), problem.message()))
                .toList();
    }

    /// `prompts[0].messages` → `/prompts/0/messages`
    static String pointer(String field) {
        return field.isEmpty() ? "" : "/" + field.replace("[", ".").replace("]", "").replace('.', '/');
    }

    private static List<Finding> contracts(SweepFile file) {
        List<Finding> findings = new ArrayList<>();
        JsonNode request = file.request();
        required(request, findings);
        each(request.path("models"), "/models", ModelRef.class, findings);
        request.path("params")
                .properties()
                .forEach(entry -> one(entry.getValue(),
                        "/params/" + entry.getKey().replace("~", "~0").replace("/", "~1"), Axis.class,
                        findings));
        each(request.path("exclude"), "/exclude", Exclusion.class, findings);
        each(request.path("scorers"), "/scorers", ScorerDefinition.class, findings);
        one(request.path("objective"), "/objective", Objective.class, findings);
        one(request.path("strategy"), "/strategy", Strategy.class, findings);
        one(request.path("budget"), "/budget", Budget.class, findings);
        int index = 0;
        for (JsonNode prompt : request.path("prompts")) {
            prompt(prompt, "/prompts/" + index++, findings);
        }
        return findings;
    }

    private static void required(JsonNode request, List<Finding> findings) {
        Map<String, String> needs = Map.of("prompts", "at least one {name, messages} or {name, file}", "models",
                "at least one endpoint/model", "dataset", "{file: cases.jsonl, expected: answer}", "scorers",
                "at least one, for example {type: equals}");
        needs.forEach((key, what) -> {
            JsonNode value = request.path(key);
            if (value.isMissingNode() || value.isNull()
                    || (value.isContainer() && value.isEmpty() && !key.equals("dataset"))) {
                findings.add(new Finding("/" + key, key + " is missing; give " + what));
            }
        });
    }

    private static void prompt(JsonNode prompt, String pointer, List<Finding> findings) {
        if (!prompt.isObject() || !prompt.has("messages")) {
            return; // a reference into the catalogue: the instance knows
        }
        try {
            PromptDefinition definition = Json.MAPPER
                    .treeToValue(((tools.jackson.databind.node.ObjectNode) prompt.deepCopy())
                            .put("version", 0), PromptDefinition.class);
            PromptTemplate.compile(definition);
        } catch (JacksonException e) {
            findings.add(new Finding(pointer, Json.problem(e)));
        } catch (IllegalArgumentException | NullPointerException e) {
            findings.add(new Finding(pointer, String.valueOf(e.getMessage())));
        }
    }

    private static void each(JsonNode list, String pointer, Class<?> type, List<Finding> findings) {
        int index = 0;
        for (JsonNode item : list) {
            one(item, pointer + "/" + index++, type, findings);
        }
    }

    private static void one(JsonNode value, String pointer, Class<?> type, List<Finding> findings) {
        if (value.isMissingNode() || value.isNull()) {
            return;
        }
        try {
            Json.MAPPER.treeToValue(value, type);
        } catch (JacksonException e) {
            findings.add(new Finding(pointer, Json.problem(e)));
        } catch (IllegalArgumentException e) {
            findings.add(new Finding(pointer, String.valueOf(e.getMessage())));
        }
    }
}
