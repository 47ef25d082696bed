package dev.promptlooper.producer.sweeps;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.Exclusion;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.producer.web.NearNames;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Resolves `models`, `params` and `exclude`. Thread-safe.
final class SpaceResolver {

    /// Parameters that decide how a call is made rather than what is answered; the executor sets them itself.
    private static final Map<String, String> FORBIDDEN = Map.of("model", "models name the model", //
            "messages", "prompts are the messages", //
            "prompt", "prompts are the messages", //
            "stream", "answers are read whole", //
            "stream_options", "answers are read whole", //
            "n", "use repeats, which are cached and counted one by one");

    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {
    };

    private final EndpointCatalog endpoints;

    SpaceResolver(EndpointCatalog endpoints) {
        this.endpoints = endpoints;
    }

    List<ModelRef> models(JsonNode entries, Findings findings) {
        List<ModelRef> models = new ArrayList<>();
        List<String> names = endpoints.all().stream().map(Endpoint::name).sorted().toList();
        for (int i = 0; i < entries.size(); i++) {
            ModelRef model = ModelRef.parse(entries.get(i).asString());
            if (names.contains(model.endpoint())) {
                models.add(model);
            } else {
                findings.problem("models[" + i + "]", model.toString(),
                        "there is no endpoint '" + model.endpoint() + "'"
                                + NearNames.hint(model.endpoint(), names)
                                + (names.isEmpty()
                                        ? "; none is configured, set OPENAI_BASE_URL or PROMPTLOOPER_ENDPOINTS"
                                        : "; configured are " + names));
            }
        }
        return models;
    }

    Map<String, Axis> params(JsonNode node, Findings findings) {
        Map<String, Axis> params = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String field = "params." + entry.getKey();
            String reason = FORBIDDEN.get(entry.getKey());
            if (reason != null) {
                findings.problem(field, null, "cannot be a parameter: " + reason);
            } else if (hasNullCondition(entry.getValue())) {
                findings.problem(field + ".when", null,
                        "a condition cannot be null; name the values for which it holds");
            } else {
                Axis axis = axis(field, entry.getValue(), findings);
                if (axis != null) {
                    params.put(entry.getKey(), axis);
                }
            }
        }
        params.forEach((name, axis) -> axis.when().keySet().forEach(other -> {
            if (other.equals(name) || !node.has(other)) {
                findings.problem("params." + name + ".when", other,
                        "'" + other + "' is not another parameter of this sweep"
                                + NearNames.hint(other, params.keySet()));
            }
        }));
        return params;
    }

    List<Exclusion> exclude(JsonNode entries, Set<String> params, Findings findings) {
        List<Exclusion> exclusions = new ArrayList<>();
        Set<String> keys = new LinkedHashSet<>(List.of("prompt", "model"));
        keys.addAll(params);
        for (int i = 0; i < entries.size(); i++) {
            String field = "exclude[" + i + "]";
            boolean sound = true;
            for (Map.Entry<String, JsonNode> condition : entries.get(i).properties()) {
                if (!keys.contains(condition.getKey())) {
                    findings.problem(field + "." + condition.getKey(), null,
                            "is neither prompt, model nor a parameter of"
                                    + " this sweep" + NearNames.hint(condition.getKey(), keys) + "; there are " + keys);
                    sound = false;
                } else if (condition.getValue().isNull()) {
                    findings.problem(field + "." + condition.getKey(), null,
                            "null matches nothing; name the value to leave out");
                    sound = false;
                }
            }
            if (sound) {
                exclusions.add(Exclusion.fromFile(Json.MAPPER.convertValue(entries.get(i), OBJECT)));
            }
        }
        return exclusions;
    }

    private static @Nullable Axis axis(String field, JsonNode form, Findings findings) {
        try {
            Object value = Json.MAPPER.convertValue(form, Object.class);
            // What has no canonical form could not be hashed, and so not be sent.
            CanonicalJson.write(value);
            return Axis.fromFile(value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            findings.problem(field, SweepSchema.value(form), String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static boolean hasNullCondition(JsonNode form) {
        return form.path("when").propertyStream().anyMatch(entry -> entry.getValue().isNull());
    }
}
