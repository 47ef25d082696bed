package dev.promptlooper.producer.space;

import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.sweep.Axis;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The finitely many values of one axis, computed by position and never listed (a list of choices apart).
final class AxisGrid {

    // Twelve digits hide the last bits of min + i × step (0.30000000000000004), six are plenty for a logarithmic grid.
    private static final MathContext LINEAR = new MathContext(12);
    private static final MathContext LOGARITHMIC = new MathContext(6);

    private final Axis axis;
    private final List<@Nullable Object> choices;
    private final long size;

    /// @throws IllegalArgumentException when the axis is a range without step or points
    AxisGrid(Axis axis) {
        this.axis = axis;
        this.choices = axis instanceof Axis.Choice choice ? distinct(choice.values()) : List.of();
        this.size = switch (axis) {
            case Axis.Fixed _ -> 1;
            case Axis.Choice _ -> choices.size();
            case Axis.IntRange range -> steps(range);
            case Axis.FloatRange range -> points(range.points(), "float", range.min(), range.max());
            case Axis.LogRange range -> points(range.points(), "log", range.min(), range.max());
        };
    }

    /// True when the axis has finitely many values that a grid can walk.
    static boolean isFinite(Axis axis) {
        return switch (axis) {
            case Axis.Fixed _,Axis.Choice _ -> true;
            case Axis.IntRange range -> range.step() != null;
            case Axis.FloatRange range -> range.points() != null || range.min() == range.max();
            case Axis.LogRange range -> range.points() != null || range.min() == range.max();
        };
    }

    long size() {
        return size;
    }

    @Nullable
    Object value(long position) {
        return switch (axis) {
            case Axis.Fixed fixed -> fixed.value();
            case Axis.Choice _ -> choices.get((int) position);
            case Axis.IntRange range -> range.min() + position * (range.step() == null ? 1 : range.step());
            case Axis.FloatRange range -> linear(range.min(), range.max(), position);
            case Axis.LogRange range -> logarithmic(range.min(), range.max(), position);
        };
    }

    private double linear(double min, double max, long position) {
        if (position == 0 || position == size - 1) {
            return position == 0 ? min : max;
        }
        return round(min + (max - min) * position / (size - 1), LINEAR);
    }

    private double logarithmic(double min, double max, long position) {
        if (position == 0 || position == size - 1) {
            return position == 0 ? min : max;
        }
        return round(Math.exp(Math.log(min) + (Math.log(max) - Math.log(min)) * position / (size - 1)), LOGARITHMIC);
    }

    static double round(double value, MathContext digits) {
        return new BigDecimal(value).round(digits).doubleValue();
    }

    private static long steps(Axis.IntRange range) {
        Long step = range.step();
        if (step == null) {
            throw new IllegalArgumentException("int range [" + range.min() + ", " + range.max()
                    + "] has no step; a grid needs one, for example step: 1");
        }
        try {
            return Math.addExact(Math.subtractExact(range.max(), range.min()) / step, 1);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "int range [" + range.min() + ", " + range.max() + "] is too wide; narrow it", e);
        }
    }

    private static long points(@Nullable Integer points, String kind, double min, double max) {
        if (min == max) {
            return 1;
        }
        if (points == null) {
            throw new IllegalArgumentException(kind + " range [" + min + ", " + max
                    + "] has no points; a grid needs them, for example points: 5");
        }
        return points;
    }

    private static List<@Nullable Object> distinct(List<Object> values) {
        Set<String> seen = new HashSet<>();
        List<@Nullable Object> distinct = new ArrayList<>(values.size());
        for (Object value : values) {
            if (seen.add(CanonicalJson.write(value))) {
                distinct.add(value);
            }
        }
        return distinct;
    }
}
