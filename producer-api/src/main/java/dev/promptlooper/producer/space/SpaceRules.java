package dev.promptlooper.producer.space;

import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.Exclusion;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Conditions (`when`) and exclusions of a sweep, evaluated on values. Values compare by their canonical JSON, so that `1` and
/// `1.0` are equal. Also fixes the order of evaluation: axes that conditions or exclusions speak of come first, each after the
/// axes it depends on, so that one look at a prefix decides about everything behind it.
final class SpaceRules {

    static final String PROMPT = "prompt";
    static final String MODEL = "model";

    private final SweepDefinition definition;
    private final Map<String, Map<String, Set<String>>> conditions = new LinkedHashMap<>();
    private final List<Map<String, Set<String>>> exclusions = new ArrayList<>();
    private final Set<String> involved = new LinkedHashSet<>();
    private final List<String> order;

    /// @throws IllegalArgumentException when conditions form a circle
    SpaceRules(SweepDefinition definition) {
        this.definition = definition;
        definition.params().forEach((name, axis) -> {
            if (!axis.when().isEmpty()) {
                conditions.put(name, canonical(axis.when()));
                involved.add(name);
                involved.addAll(axis.when().keySet());
            }
        });
        for (Exclusion exclusion : definition.exclude()) {
            exclusions.add(canonical(exclusion.match()));
            involved.addAll(exclusion.match().keySet());
        }
        this.order = order(definition.params());
    }

    /// Axis names in evaluation order.
    List<String> order() {
        return order;
    }

    /// Whether a condition or an exclusion speaks of this axis (or of `prompt` or `model`).
    boolean isInvolved(String name) {
        return involved.contains(name);
    }

    /// Whether an axis exists for the values chosen so far. An axis that depends on an absent axis is absent.
    boolean isActive(String name, Map<String, @Nullable Object> values) {
        Map<String, Set<String>> condition = conditions.get(name);
        if (condition == null) {
            return true;
        }
        for (Map.Entry<String, Set<String>> entry : condition.entrySet()) {
            if (!values.containsKey(entry.getKey())
                    || !entry.getValue().contains(CanonicalJson.write(values.get(entry.getKey())))) {
                return false;
            }
        }
        return true;
    }

    /// The exclusion that leaves a point out, as the names it speaks of; null when none does.
    @Nullable
    Set<String> excluding(int model, int prompt, Map<String, @Nullable Object> values) {
        for (Map<String, Set<String>> exclusion : exclusions) {
            boolean all = exclusion.entrySet()
                    .stream()
                    .allMatch(entry -> matches(entry.getKey(), entry.getValue(), model, prompt, values));
            if (all) {
                return exclusion.keySet();
            }
        }
        return null;
    }

    private boolean matches(String key, Set<String> admitted, int model, int prompt,
            Map<String, @Nullable Object> values) {
        if (key.equals(MODEL)) {
            ModelRef ref = definition.models().get(model);
            return admitted.contains(CanonicalJson.write(ref.toString()));
        }
        if (key.equals(PROMPT)) {
            PromptDefinition used = definition.prompts().get(prompt);
            return admitted.contains(CanonicalJson.write(used.name()))
                    || admitted.contains(CanonicalJson.write(used.ref()));
        }
        return values.containsKey(key) && admitted.contains(CanonicalJson.write(values.get(key)));
    }

    private List<String> order(Map<String, Axis> axes) {
        Set<String> placed = new LinkedHashSet<>();
        for (String name : axes.keySet()) {
            if (involved.contains(name)) {
                place(name, axes, placed, new LinkedHashSet<>());
            }
        }
        placed.addAll(axes.keySet());
        return List.copyOf(placed);
    }

    private static void place(String name, Map<String, Axis> axes, Set<String> placed, Set<String> path) {
        Axis axis = axes.get(name);
        if (axis == null || placed.contains(name)) {
            return;
        }
        if (!path.add(name)) {
            throw new SpaceException("params." + name + ".when", List.copyOf(path),
                    "the conditions go round in a circle through " + path + "; remove one of them");
        }
        axis.when().keySet().forEach(other -> place(other, axes, placed, path));
        path.remove(name);
        placed.add(name);
    }

    private static Map<String, Set<String>> canonical(Map<String, List<Object>> values) {
        return values.entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey,
                        entry -> entry.getValue()
                                .stream()
                                .map(CanonicalJson::write)
                                .collect(Collectors.toCollection(HashSet::new)),
                        (a, b) -> b, LinkedHashMap::new));
    }
}
