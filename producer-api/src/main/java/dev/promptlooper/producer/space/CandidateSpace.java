package dev.promptlooper.producer.space;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/// The grid of a sweep: models × prompts × axes as a mixed-radix number, so that an index becomes a candidate in a few
/// divisions however large the grid is.
///
/// The digits are, from the most significant: model, prompt, the axes in the order of [SpaceRules#order()]. An axis whose
/// condition does not hold keeps its digit, of which only 0 counts: the other positions are gaps. Exclusions make gaps too.
/// [#skip] crosses a whole gap in one step. Immutable and thread-safe.
public final class CandidateSpace implements Candidates {

    /// Indexes stay exact in every JSON reader.
    static final long MAX_INDEXES = 1L << 53;
    // Enough to count any space that people write by hand, in a few tens of milliseconds.
    private static final int COUNT_STEPS = 50_000;

    private final List<String> paramOrder;
    private final List<String> axes;
    private final AxisGrid[] grids;
    private final long[] strides;
    private final long modelStride;
    private final long promptStride;
    private final int models;
    private final int prompts;
    private final long end;
    private final SpaceRules rules;
    private final OptionalLong count;

    private CandidateSpace(SweepDefinition definition) {
        this.rules = new SpaceRules(definition);
        this.paramOrder = List.copyOf(definition.params().keySet());
        this.axes = rules.order();
        this.grids = new AxisGrid[axes.size()];
        this.strides = new long[axes.size()];
        this.models = definition.models().size();
        this.prompts = definition.prompts().size();
        long stride = 1;
        for (int i = axes.size() - 1; i >= 0; i--) {
            grids[i] = new AxisGrid(Objects.requireNonNull(definition.params().get(axes.get(i))));
            strides[i] = stride;
            stride = times(stride, grids[i].size());
        }
        this.promptStride = stride;
        this.modelStride = times(promptStride, prompts);
        this.end = times(modelStride, models);
        this.count = countCandidates();
    }

    /// @throws SpaceException naming every problem: open ranges, unknown names in conditions, more than 2⁵³ combinations …
    public static CandidateSpace of(SweepDefinition definition) {
        List<SpaceProblem> problems = SpaceChecks.problems(definition, true);
        if (!problems.isEmpty()) {
            throw new SpaceException(problems);
        }
        return new CandidateSpace(definition);
    }

    @Override
    public long end() {
        return end;
    }

    @Override
    public OptionalLong count() {
        return count;
    }

    @Override
    public List<Block> blocks() {
        List<Block> blocks = new ArrayList<>(models);
        for (int model = 0; model < models; model++) {
            blocks.add(new Block(model, model * modelStride, (model + 1) * modelStride));
        }
        return blocks;
    }

    @Override
    public long skip(long index) {
        check(index);
        Map<String, @Nullable Object> values = new HashMap<>();
        for (int i = 0; i < grids.length; i++) {
            long digit = index / strides[i] % grids[i].size();
            if (rules.isActive(axes.get(i), values)) {
                values.put(axes.get(i), grids[i].value(digit));
            } else if (digit != 0) {
                return next(index, strides[i] * grids[i].size());
            }
        }
        Set<String> excluded = rules.excluding(model(index), prompt(index), values);
        return excluded == null ? index : next(index, finestStride(excluded));
    }

    @Override
    public Point at(long index) {
        check(index);
        Map<String, @Nullable Object> values = new HashMap<>();
        for (int i = 0; i < grids.length; i++) {
            if (rules.isActive(axes.get(i), values)) {
                values.put(axes.get(i), grids[i].value(index / strides[i] % grids[i].size()));
            }
        }
        Map<String, @Nullable Object> params = new LinkedHashMap<>();
        for (String name : paramOrder) {
            if (values.containsKey(name)) {
                params.put(name, values.get(name));
            }
        }
        return new Point(model(index), prompt(index), params);
    }

    /// The digits of an index: model, prompt, then the axes.
    public List<Digit> digits() {
        List<Digit> digits = new ArrayList<>();
        digits.add(new Digit(modelStride, models));
        digits.add(new Digit(promptStride, prompts));
        for (int i = 0; i < strides.length; i++) {
            digits.add(new Digit(strides[i], grids[i].size()));
        }
        return digits;
    }

    /// One digit of an index: `index / stride % size`.
    ///
    /// @param stride distance of two indexes that differ by one in this digit
    /// @param size   number of values
    public record Digit(long stride, long size) {}

    private int model(long index) {
        return (int) (index / modelStride);
    }

    private int prompt(long index) {
        return (int) (index / promptStride % prompts);
    }

    private static long next(long index, long width) {
        return (index / width + 1) * width;
    }

    private long finestStride(Set<String> names) {
        long finest = names.contains(SpaceRules.PROMPT) ? promptStride : modelStride;
        for (int i = 0; i < strides.length; i++) {
            if (names.contains(axes.get(i))) {
                finest = Math.min(finest, strides[i]);
            }
        }
        return finest;
    }

    /// Walks the axes that rules speak of and multiplies by the rest.
    private OptionalLong countCandidates() {
        long free = promptStride;
        for (int i = 0; i < strides.length; i++) {
            if (rules.isInvolved(axes.get(i))) {
                free = strides[i]; // involved axes come first: what is behind the last of them is free
            }
        }
        boolean everywhere = rules.isInvolved(SpaceRules.MODEL) || rules.isInvolved(SpaceRules.PROMPT);
        long limit = everywhere ? end : promptStride;
        long valid = 0;
        int steps = 0;
        for (long index = 0; index < limit; steps++) {
            if (steps == COUNT_STEPS) {
                return OptionalLong.empty();
            }
            long next = skip(index);
            valid += next == index ? 1 : 0;
            index = next == index ? index + free : next;
        }
        return OptionalLong.of(valid * free * (everywhere ? 1 : (long) models * prompts));
    }

    private void check(long index) {
        if (index < 0 || index >= end) {
            throw new IllegalArgumentException(
                    "candidate index must be from 0 to " + (end - 1) + ", was " + index);
        }
    }

    private static long times(long a, long b) {
        long product = Math.multiplyHigh(a, b) == 0 ? a * b : -1;
        if (product < 0 || product > MAX_INDEXES) {
            throw new SpaceException("params", null,
                    "the grid has more than 2^53 combinations; use fewer values, or strategy {type: random, samples: …}");
        }
        return product;
    }
}
