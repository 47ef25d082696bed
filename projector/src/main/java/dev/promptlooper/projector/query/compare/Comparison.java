package dev.promptlooper.projector.query.compare;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.projector.query.CandidateBrief;
import dev.promptlooper.projector.query.MetricSql;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Two to four candidates against each other.
///
/// @param metric      what was asked for
/// @param maximize    whether larger is better
/// @param base        which one the others are compared with
/// @param candidates  all of them
/// @param comparable  whether cases can be matched
/// @param differences parameters in which they differ
/// @param metrics     the metric asked for, then every other that all have
/// @param notes       what to keep in mind
record Comparison(String metric, boolean maximize, String base, List<Member> candidates, boolean comparable,
        List<Difference> differences, List<Metric> metrics, List<String> notes) {

    /// @param messages the prompt's templates; absent while the definition is unknown
    record Member(String key, String sweepName, CandidateBrief candidate,
            @Nullable List<Map<String, Object>> messages) {

        static Member of(Side side) {
            SweepDefinition definition = side.shape().definition();
            return new Member(side.key(), side.shape().name(), side.brief(),
                    definition == null
                            ? null
                            : definition.prompts()
                                    .stream()
                                    .filter(prompt -> prompt.name().equals(side.brief().prompt())
                                            && prompt.version() == side.brief().promptVersion())
                                    .findFirst()
                                    .map(prompt -> prompt.messages())
                                    .orElse(null));
        }
    }

    /// @param values key → value; absent where it is not sent
    record Difference(String name, Map<String, Object> values) {}

    record Metric(String metric, boolean maximize, List<PairedView> comparisons) {}

    /// Prompt, model and parameters, those that differ only.
    static List<Difference> differences(List<Side> sides) {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        for (Side side : sides) {
            put(all, "prompt", side, side.brief().promptRef());
            put(all, "model", side, side.brief().model());
            if (side.brief().params() != null) {
                Json.MAPPER.readTree(String.valueOf(side.brief().params().rawValue()))
                        .forEachEntry((name, value) -> put(all, name, side, value));
            }
        }
        List<Difference> differences = new ArrayList<>();
        all.forEach((name, values) -> {
            if (values.size() < sides.size() || Set.copyOf(values.values()).size() > 1) {
                differences.add(new Difference(name, values));
            }
        });
        return differences;
    }

    private static void put(Map<String, Map<String, Object>> all, String name, Side side, Object value) {
        all.computeIfAbsent(name, key -> new LinkedHashMap<>()).put(side.key(), value);
    }

    /// Metrics that every side has, the one asked for first.
    static List<String> common(List<Side> sides, String first) {
        LinkedHashSet<String> common = new LinkedHashSet<>();
        common.add(first);
        common.addAll(MetricSql.names(sides.getFirst().shape().known()));
        sides.forEach(side -> common
                .removeIf(metric -> MetricSql.of(side.shape().known(), metric).isEmpty()));
        return List.copyOf(common);
    }

    /// Where the same name does not mean the same measure.
    static List<String> scorerNotes(List<Side> sides, Side base, String metric) {
        List<String> notes = new ArrayList<>();
        ScorerDefinition mine = scorer(base, metric);
        for (Side side : sides) {
            if (!Objects.equals(scorer(side, metric), mine)) {
                notes.add("'" + metric + "' is another scorer, or has other parameters, in sweep '"
                        + side.shape().name() + "' than in '" + base.shape().name() + "'");
            }
        }
        return notes;
    }

    private static @Nullable ScorerDefinition scorer(Side side, String metric) {
        return side.shape()
                .known()
                .scorers()
                .stream()
                .filter(scorer -> scorer.name().equals(metric))
                .findFirst()
                .orElse(null);
    }
}
