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
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Everything that is wrong with the space of a sweep, at once. Pure.
public final class SpaceChecks {

    private final SweepDefinition definition;
    private final List<SpaceProblem> problems = new ArrayList<>();

    private SpaceChecks(SweepDefinition definition) {
        this.definition = definition;
    }

    /// @param grid whether ranges must be closed by `step` or `points`
    public static List<SpaceProblem> problems(SweepDefinition definition, boolean grid) {
        SpaceChecks checks = new SpaceChecks(definition);
        checks.duplicates();
        checks.exclusions();
        definition.params().forEach((name, axis) -> checks.axis(name, axis, grid));
        if (checks.problems.isEmpty()) {
            checks.circles();
        }
        return checks.problems;
    }

    private void duplicates() {
        Set<ModelRef> models = new HashSet<>();
        for (int i = 0; i < definition.models().size(); i++) {
            if (!models.add(definition.models().get(i))) {
                add("models[" + i + "]", definition.models().get(i).toString(), "is given twice; remove one");
            }
        }
        Set<String> prompts = new HashSet<>();
        for (int i = 0; i < definition.prompts().size(); i++) {
            PromptDefinition prompt = definition.prompts().get(i);
            if (!prompts.add(prompt.ref())) {
                add("prompts[" + i + "]", prompt.ref(), "is given twice; remove one or give it another name");
            }
        }
    }

    private void exclusions() {
        int number = 0;
        for (Exclusion exclusion : definition.exclude()) {
            for (Map.Entry<String, List<Object>> entry : exclusion.match().entrySet()) {
                String field = "exclude[" + number + "]." + entry.getKey();
                boolean known = entry.getKey().equals(SpaceRules.MODEL) || entry.getKey().equals(SpaceRules.PROMPT)
                        || definition.params().containsKey(entry.getKey());
                if (!known) {
                    add(field, entry.getKey(), "is no parameter of this sweep; name prompt, model or one of "
                            + definition.params().keySet());
                }
                canonical(field, entry.getValue());
            }
            number++;
        }
    }

    private void axis(String name, Axis axis, boolean grid) {
        String field = "params." + name;
        if (name.equals("model") || name.equals("messages")) {
            add(field, null,
                    "is not a parameter; use " + (name.equals("model") ? "models" : "prompts") + " instead");
            return;
        }
        if (grid && !AxisGrid.isFinite(axis)) {
            add(field, axis.toFile(), axis instanceof Axis.IntRange
                    ? "is an open range; a grid needs a step, for example step: 1 (or use strategy {type: random, samples: …})"
                    : "is an open range; a grid needs points, for example points: 5 (or use strategy {type: random, samples: …})");
        }
        values(axis).forEach(value -> value(name, field, value));
        axis.when().forEach((other, admitted) -> {
            if (other.equals(name) || !definition.params().containsKey(other)) {
                add(field + ".when", other, "is no other parameter of this sweep; name one of "
                        + definition.params().keySet());
            }
            canonical(field + ".when." + other, admitted);
        });
    }

    private void value(String name, String field, @Nullable Object value) {
        if (!canonical(field, value)) {
            return;
        }
        if (name.equals("stream") && !Boolean.FALSE.equals(value)) {
            add(field, value, "answers are always read whole; leave stream out");
        }
        if (name.equals("n") && value instanceof Number number && number.doubleValue() != 1) {
            add(field, value, "one run is one answer; leave n out and use repeats");
        }
    }

    private static List<@Nullable Object> values(Axis axis) {
        List<@Nullable Object> values = new ArrayList<>();
        switch (axis) {
            case Axis.Fixed fixed -> values.add(fixed.value());
            case Axis.Choice choice -> values.addAll(choice.values());
            case Axis.IntRange range -> {
                values.add(range.min());
                values.add(range.max());
            }
            case Axis.FloatRange range -> {
                values.add(range.min());
                values.add(range.max());
            }
            case Axis.LogRange range -> {
                values.add(range.min());
                values.add(range.max());
            }
        }
        return values;
    }

    private boolean canonical(String field, @Nullable Object value) {
        try {
            CanonicalJson.write(value);
            return true;
        } catch (IllegalArgumentException e) {
            add(field, null, String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void circles() {
        try {
            new SpaceRules(definition).order();
        } catch (SpaceException e) {
            problems.addAll(e.problems());
        }
    }

    private void add(String field, @Nullable Object value, String message) {
        problems.add(new SpaceProblem(field, value, message));
    }
}
