package dev.promptlooper.standalone.bench.search;

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
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.space.Point;
import dev.promptlooper.producer.space.Seeded;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A recorded set as a sweep: its models × prompts × parameters, with exclusions where the product has candidates that were never
/// recorded. Models and prompts come in an order drawn by the seed, because recorded tables are sorted by name and nothing
/// should be won by that. Immutable.
final class RecordedSpace {

    static final String METRIC = "score";

    private final RecordedSet set;
    private final List<String> models;
    private final List<String> prompts;
    private final Map<String, List<Object>> axes;
    private final List<Exclusion> exclusions;
    private final Map<Key, Integer> rows = new HashMap<>();
    private final boolean lanePerModel;

    /// @param lanePerModel one endpoint per model, instead of one for all
    /// @throws IllegalArgumentException when two candidates are equal, or one has no value of a parameter that others have
    RecordedSpace(RecordedSet set, boolean lanePerModel, long seed) {
        this.set = set;
        this.lanePerModel = lanePerModel;
        Seeded random = new Seeded(seed ^ 0x5eed);
        this.models = shuffled(set.candidates().stream().map(RecordedSet.Row::model).toList(), random);
        this.prompts = shuffled(set.candidates().stream().map(RecordedSet.Row::prompt).toList(), random);
        this.axes = axes(set);
        for (int row = 0; row < set.candidates().size(); row++) {
            RecordedSet.Row candidate = set.candidates().get(row);
            if (rows.put(new Key(candidate.model(), candidate.prompt(), candidate.params()), row) != null) {
                throw new IllegalArgumentException("set '" + set.name() + "' has candidate " + candidate + " twice");
            }
        }
        this.exclusions = exclusions();
    }

    SweepDefinition definition(Strategy strategy, Budget budget) {
        Map<String, Axis> params = new LinkedHashMap<>();
        axes.forEach((name, values) -> params.put(name, new Axis.Choice(values, Map.of())));
        return new SweepDefinition(SweepDefinition.SCHEMA, "replay", set.name(), null, 0,
                prompts.stream()
                        .map(name -> new PromptDefinition(name, 0,
                                List.of(Map.of("role", "user", "content", "{{question}}"))))
                        .toList(),
                models.stream().map(this::ref).toList(), params, exclusions,
                new DatasetRef("recorded", 1, set.cases().size(), null),
                List.of(ScorerDefinition.fromFile(Map.of("type", "equals", "name", METRIC))),
                new Objective(METRIC, null, null, null), strategy, 1, budget, null,
                SweepDefinition.DEFAULT_PRIORITY, CachePolicy.USE);
    }

    /// The recorded row of each candidate index; -1 where the index is no candidate.
    int[] rows(SweepDefinition definition, Candidates candidates) {
        int[] rowOf = new int[Math.toIntExact(candidates.end())];
        java.util.Arrays.fill(rowOf, -1);
        for (long index = 0; index < candidates.end();) {
            long next = candidates.skip(index);
            if (next == index) {
                Point point = candidates.at(index);
                Integer row = rows.get(new Key(definition.models().get(point.model()).model(),
                        definition.prompts().get(point.prompt()).name(), params(point)));
                if (row == null) {
                    throw new IllegalStateException("candidate " + point + " was never recorded in " + set.name());
                }
                rowOf[(int) index] = row;
                next++;
            }
            index = next;
        }
        return rowOf;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // no parameter of a recorded set is null
    private static Map<String, Object> params(Point point) {
        return (Map<String, Object>) (Map<String, ?>) point.params();
    }

    private ModelRef ref(String model) {
        return new ModelRef(lanePerModel ? "recorded-" + models.indexOf(model) : "recorded", model);
    }

    private List<Exclusion> exclusions() {
        List<Exclusion> found = new ArrayList<>();
        for (String model : models) {
            List<Object> absent = new ArrayList<>();
            for (String prompt : prompts) {
                boolean known = set.candidates()
                        .stream()
                        .anyMatch(row -> row.model().equals(model) && row.prompt().equals(prompt));
                if (known) {
                    excludeGaps(model, prompt, found);
                } else {
                    absent.add(prompt);
                }
            }
            if (!absent.isEmpty()) {
                found.add(new Exclusion(Map.of("model", List.of(ref(model).toString()), "prompt", absent)));
            }
        }
        return found;
    }

    private void excludeGaps(String model, String prompt, List<Exclusion> found) {
        List<Map<String, Object>> points = List.of(Map.of());
        for (Map.Entry<String, List<Object>> axis : axes.entrySet()) {
            List<Map<String, Object>> longer = new ArrayList<>();
            for (Map<String, Object> point : points) {
                for (Object value : axis.getValue()) {
                    Map<String, Object> next = new LinkedHashMap<>(point);
                    next.put(axis.getKey(), value);
                    longer.add(next);
                }
            }
            points = longer;
        }
        for (Map<String, Object> point : points) {
            if (!rows.containsKey(new Key(model, prompt, point))) {
                Map<String, List<Object>> match = new LinkedHashMap<>();
                match.put("model", List.of(ref(model).toString()));
                match.put("prompt", List.of(prompt));
                point.forEach((name, value) -> match.put(name, List.of(value)));
                found.add(new Exclusion(match));
            }
        }
    }

    private static Map<String, List<Object>> axes(RecordedSet set) {
        Map<String, Set<Object>> values = new LinkedHashMap<>();
        for (RecordedSet.Row row : set.candidates()) {
            if (!row.params().keySet().equals(set.candidates().getFirst().params().keySet())) {
                throw new IllegalArgumentException("set '" + set.name() + "': candidate " + row
                        + " has other parameters than the first one; give every candidate a value of each");
            }
            row.params().forEach((name, value) -> values.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(value));
        }
        Map<String, List<Object>> axes = new LinkedHashMap<>();
        values.forEach((name, known) -> axes.put(name, ordered(known)));
        return axes;
    }

    private static List<Object> ordered(Set<Object> values) {
        boolean numbers = values.stream().allMatch(Double.class::isInstance);
        return numbers ? values.stream().sorted().toList() : List.copyOf(values);
    }

    private static List<String> shuffled(List<String> names, Seeded random) {
        List<String> distinct = new ArrayList<>(new LinkedHashSet<>(names));
        for (int i = distinct.size() - 1; i > 0; i--) {
            java.util.Collections.swap(distinct, i, (int) random.below(i + 1));
        }
        return distinct;
    }

    private record Key(String model, String prompt, Map<String, Object> params) {}
}
