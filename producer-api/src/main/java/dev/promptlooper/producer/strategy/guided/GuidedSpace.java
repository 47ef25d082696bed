package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.CandidateSpace;
import dev.promptlooper.producer.space.CandidateSpace.Digit;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.space.Point;
import dev.promptlooper.producer.space.SampledCandidates;
import dev.promptlooper.producer.space.SpaceException;
import dev.promptlooper.producer.strategy.guided.model.Factor;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/// The candidates of a guided sweep and their levels. The model sees no more than 33 levels of a range. Immutable and thread-safe.
final class GuidedSpace {

    static final String MODEL = "model";
    static final String PROMPT = "prompt";
    private static final int POINTS = ClosedRanges.POINTS;
    private static final int SCAN = 1_000_000;
    private static final String ABSENT = "(absent)";
    // From this ratio on, a list of positive numbers is meant as a scale of magnitudes.
    private static final double MAGNITUDES = 20;
    private static final MathContext DIGITS = new MathContext(6);

    private final Candidates candidates;
    private final List<Digit> digits;
    private final List<ModelRef> models;
    private final List<PromptDefinition> prompts;
    private final List<Factor> factors = new ArrayList<>();
    private final List<ToIntFunction<Point>> levels = new ArrayList<>();

    /// @throws SpaceException naming every problem
    GuidedSpace(SweepDefinition definition, GuidedSettings settings) {
        SweepDefinition closed = ClosedRanges.closed(definition);
        Integer samples = settings.samples();
        this.candidates = samples == null
                ? CandidateSpace.of(closed)
                : SampledCandidates.draw(definition, samples, settings.seed());
        this.digits = candidates instanceof CandidateSpace grid ? grid.digits() : List.of();
        this.models = closed.models();
        this.prompts = closed.prompts();
        add(new Factor(MODEL, closed.models().stream().map(ModelRef::toString).toList(), List.of()), Point::model);
        add(new Factor(PROMPT, closed.prompts().stream().map(PromptDefinition::ref).toList(), List.of()),
                Point::prompt);
        closed.params().forEach(this::axis);
    }

    Candidates candidates() {
        return candidates;
    }

    /// The digits of an index; none when the candidates were drawn.
    List<Digit> digits() {
        return digits;
    }

    /// Factors with more than one level.
    List<Factor> factors() {
        return factors;
    }

    /// The level of each factor at a candidate.
    int[] levels(long index) {
        return levels(candidates.at(index));
    }

    int[] levels(Point point) {
        int[] own = new int[levels.size()];
        for (int f = 0; f < own.length; f++) {
            own[f] = levels.get(f).applyAsInt(point);
        }
        return own;
    }

    /// The candidate that a baseline names: its index, or the first that has all the given values.
    ///
    /// @throws SpaceException when there is none
    @Nullable
    Long find(@Nullable Object baseline) {
        if (baseline == null) {
            return null;
        }
        if (baseline instanceof Number number) {
            if (candidates.contains(number.longValue())) {
                return number.longValue();
            }
            throw new SpaceException("strategy.baseline", baseline,
                    "there is no candidate " + number.longValue() + "; indexes are below " + candidates.end());
        }
        Map<?, ?> wanted = (Map<?, ?>) baseline;
        long index = 0;
        for (int steps = 0; steps < SCAN && index < candidates.end(); steps++) {
            long next = candidates.skip(index);
            if (next == index) {
                if (matches(candidates.at(index), wanted)) {
                    return index;
                }
                next++;
            }
            index = next;
        }
        throw new SpaceException("strategy.baseline", baseline,
                "no candidate has these values; name values of this sweep: " + MODEL + ", " + PROMPT
                        + " or a parameter");
    }

    private boolean matches(Point point, Map<?, ?> wanted) {
        return wanted.entrySet().stream().allMatch(entry -> {
            String name = String.valueOf(entry.getKey());
            return switch (name) {
                case MODEL -> models.get(point.model()).toString().equals(entry.getValue());
                case PROMPT -> prompts.get(point.prompt()).name().equals(entry.getValue())
                        || prompts.get(point.prompt()).ref().equals(entry.getValue());
                default -> point.params().containsKey(name) && CanonicalJson.write(point.params().get(name))
                        .equals(CanonicalJson.write(entry.getValue()));
            };
        });
    }

    private void add(Factor factor, ToIntFunction<Point> level) {
        if (factor.size() > 1) {
            factors.add(factor);
            levels.add(level);
        }
    }

    private void axis(String name, Axis axis) {
        boolean conditional = !axis.when().isEmpty();
        switch (axis) {
            case Axis.Fixed fixed -> listed(name, java.util.Collections.singletonList(fixed.value()), conditional);
            case Axis.Choice choice -> listed(name, choice.values(), conditional);
            case Axis.IntRange range -> ranged(name, (double) range.min(), (double) range.max(), false,
                    (range.max() - range.min()) / (range.step() == null ? 1 : range.step()) + 1, conditional);
            case Axis.FloatRange range -> ranged(name, range.min(), range.max(), false, points(range.points()),
                    conditional);
            case Axis.LogRange range ->
                ranged(name, range.min(), range.max(), true, points(range.points()), conditional);
        }
    }

    private static int points(@Nullable Integer points) {
        return points == null ? POINTS : points;
    }

    private void listed(String name, List<? extends @Nullable Object> values, boolean conditional) {
        List<String> labels = new ArrayList<>();
        Map<String, Integer> byText = new HashMap<>();
        List<@Nullable Object> distinct = new ArrayList<>();
        for (Object value : values) {
            String text = CanonicalJson.write(value);
            if (byText.putIfAbsent(text, labels.size()) == null) {
                labels.add(text);
                distinct.add(value);
            }
        }
        List<Double> positions = positions(distinct);
        int absent = close(labels, positions, conditional);
        add(new Factor(name, labels, positions), point -> point.params().containsKey(name)
                ? byText.getOrDefault(CanonicalJson.write(point.params().get(name)), absent)
                : absent);
    }

    private void ranged(String name, double min, double max, boolean magnitudes, long size, boolean conditional) {
        int count = min < max ? (int) Math.min(POINTS, size) : 1;
        List<String> labels = new ArrayList<>();
        List<Double> positions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double u = count == 1 ? 0 : i / (double) (count - 1);
            double value = magnitudes ? min * Math.pow(max / min, u) : min + (max - min) * u;
            labels.add(CanonicalJson.write(new BigDecimal(value).round(DIGITS).doubleValue()));
            positions.add(u);
        }
        int absent = close(labels, positions, conditional);
        add(new Factor(name, labels, positions), point -> {
            if (!(point.params().get(name) instanceof Number number)) {
                return absent;
            }
            double u = scale(number.doubleValue(), min, max, magnitudes);
            return (int) Math.round(u * (count - 1));
        });
    }

    /// Adds the level of a parameter that is not there.
    private static int close(List<String> labels, List<Double> positions, boolean conditional) {
        if (!conditional) {
            return 0;
        }
        labels.add(ABSENT);
        if (!positions.isEmpty()) {
            positions.add(Double.NaN);
        }
        return labels.size() - 1;
    }

    /// Positions of numbers; none when the values are not all numbers, or too few to have a shape.
    private static List<Double> positions(List<? extends @Nullable Object> values) {
        List<Double> positions = new ArrayList<>();
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (Object value : values) {
            if (!(value instanceof Number number)) {
                return new ArrayList<>();
            }
            min = Math.min(min, number.doubleValue());
            max = Math.max(max, number.doubleValue());
            positions.add(number.doubleValue());
        }
        if (values.size() < 3) {
            return new ArrayList<>();
        }
        double from = min;
        double to = max;
        boolean magnitudes = min > 0 && max / min >= MAGNITUDES;
        positions.replaceAll(number -> scale(number, from, to, magnitudes));
        return positions;
    }

    private static double scale(double value, double min, double max, boolean magnitudes) {
        if (!(max > min)) {
            return 0;
        }
        return Math.clamp(magnitudes ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min), 0, 1);
    }
}
