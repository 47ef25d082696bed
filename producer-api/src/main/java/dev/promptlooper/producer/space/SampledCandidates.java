package dev.promptlooper.producer.space;

import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.jspecify.annotations.Nullable;

import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/// Distinct candidates drawn at random: uniform over models, prompts and choices, uniform over ranges, uniform in the logarithm
/// over log ranges, conditions and exclusions respected. The same definition and seed give the same candidates. When the space
/// has no more than was asked for, all of it is taken. Indexes are dense. Immutable and thread-safe.
public final class SampledCandidates implements Candidates {

    /// Most samples of one sweep; they are held in memory.
    public static final int MAX_SAMPLES = 100_000;

    private static final MathContext DIGITS = new MathContext(6);
    // A draw that repeats or hits an exclusion is drawn again; a space this full of repeats has no more to give.
    private static final int ATTEMPTS = 2_000;

    private final List<Point> points;

    private SampledCandidates(List<Point> points) {
        this.points = points.stream()
                .sorted(Comparator.comparingInt(Point::model).thenComparingInt(Point::prompt))
                .toList();
    }

    /// @param samples candidates wanted, 1 to [#MAX_SAMPLES]
    /// @param seed    any number
    /// @throws SpaceException naming every problem
    public static SampledCandidates draw(SweepDefinition definition, int samples, long seed) {
        List<SpaceProblem> problems = SpaceChecks.problems(definition, false);
        if (!problems.isEmpty()) {
            throw new SpaceException(problems);
        }
        if (samples < 1 || samples > MAX_SAMPLES) {
            throw new SpaceException("strategy.samples", samples, "must be from 1 to " + MAX_SAMPLES);
        }
        if (definition.params().values().stream().allMatch(AxisGrid::isFinite)) {
            CandidateSpace grid = grid(definition);
            if (grid != null && grid.count().isPresent() && grid.count().getAsLong() <= 2L * samples) {
                return new SampledCandidates(shuffled(grid, samples, new Seeded(seed)));
            }
        }
        return new SampledCandidates(drawn(definition, samples, new Seeded(seed)));
    }

    @Override
    public long end() {
        return points.size();
    }

    @Override
    public long skip(long index) {
        return index;
    }

    @Override
    public Point at(long index) {
        return points.get(Math.toIntExact(index));
    }

    @Override
    public OptionalLong count() {
        return OptionalLong.of(points.size());
    }

    @Override
    public List<Block> blocks() {
        List<Block> blocks = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= points.size(); i++) {
            if (i == points.size() || points.get(i).model() != points.get(from).model()) {
                blocks.add(new Block(points.get(from).model(), from, i));
                from = i;
            }
        }
        return blocks;
    }

    private static @Nullable CandidateSpace grid(SweepDefinition definition) {
        try {
            return CandidateSpace.of(definition);
        } catch (SpaceException e) {
            return null; // too large to index: certainly larger than the sample
        }
    }

    private static List<Point> shuffled(CandidateSpace grid, int samples, Seeded random) {
        List<Long> indexes = new ArrayList<>();
        for (long index = 0; index < grid.end();) {
            long next = grid.skip(index);
            if (next == index) {
                indexes.add(index);
                next++;
            }
            index = next;
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < Math.min(samples, indexes.size()); i++) {
            int other = (int) (i + random.below(indexes.size() - i));
            long picked = indexes.get(other);
            indexes.set(other, indexes.get(i));
            points.add(grid.at(picked));
        }
        return points;
    }

    private static List<Point> drawn(SweepDefinition definition, int samples, Seeded random) {
        SpaceRules rules = new SpaceRules(definition);
        Set<String> seen = new HashSet<>();
        List<Point> points = new ArrayList<>();
        int failures = 0;
        while (points.size() < samples && failures < ATTEMPTS) {
            Point point = draw(definition, rules, random);
            boolean taken = rules.excluding(point.model(), point.prompt(), point.params()) == null
                    && seen.add(point.model() + "/" + point.prompt() + "/" + CanonicalJson.write(point.params()));
            if (taken) {
                points.add(point);
                failures = 0;
            } else {
                failures++;
            }
        }
        return points;
    }

    private static Point draw(SweepDefinition definition, SpaceRules rules, Seeded random) {
        int model = (int) random.below(definition.models().size());
        int prompt = (int) random.below(definition.prompts().size());
        Map<String, @Nullable Object> values = new HashMap<>();
        for (String name : rules.order()) {
            if (rules.isActive(name, values)) {
                values.put(name, value(Objects.requireNonNull(definition.params().get(name)), random));
            }
        }
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        for (String name : definition.params().keySet()) {
            if (values.containsKey(name)) {
                params.put(name, values.get(name));
            }
        }
        return new Point(model, prompt, params);
    }

    private static @Nullable Object value(Axis axis, Seeded random) {
        if (AxisGrid.isFinite(axis)) {
            AxisGrid grid = new AxisGrid(axis);
            return grid.value(random.below(grid.size()));
        }
        return switch (axis) {
            case Axis.Fixed fixed -> fixed.value();
            case Axis.Choice choice -> choice.values().get((int) random.below(choice.values().size()));
            case Axis.IntRange range -> range.min() + random.below(range.max() - range.min() + 1);
            case Axis.FloatRange range ->
                between(range.min(), range.max(), range.min() + (range.max() - range.min()) * random.nextDouble());
            case Axis.LogRange range -> between(range.min(), range.max(), Math.exp(
                    Math.log(range.min()) + (Math.log(range.max()) - Math.log(range.min())) * random.nextDouble()));
        };
    }

    private static double between(double min, double max, double value) {
        return Math.clamp(AxisGrid.round(value, DIGITS), min, max);
    }
}
