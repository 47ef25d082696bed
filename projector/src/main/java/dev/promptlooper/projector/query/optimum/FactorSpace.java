package dev.promptlooper.projector.query.optimum;

import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.projector.query.SweepShape;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// What candidates of a sweep differ in, as SQL over a row of `results.candidate`. Pure.
final class FactorSpace {

    /// One factor.
    ///
    /// @param name    `prompt`, `model` or a parameter
    /// @param numeric whether its values are numbers
    /// @param bins    the cut, when it has too many values to list; else null
    record Factor(String name, boolean numeric, @Nullable Bins bins) {

        boolean isParameter() {
            return !name.equals("prompt") && !name.equals("model");
        }

        /// Text of the value; null where it is not sent. One parameter, the name, when [#isParameter].
        String text() {
            return switch (name) {
                case "prompt" -> "prompt || CASE WHEN prompt_version > 0 THEN '@' || prompt_version ELSE '' END";
                case "model" -> "endpoint || '/' || model";
                default -> "params->>?";
            };
        }

        /// What candidates are grouped by: the value, or the number of its bin.
        String level() {
            return bins == null ? text() : bins.sql("(" + text() + ")::float8") + "::text";
        }
    }

    /// Equal bins between two ends, in the logarithm where the axis is logarithmic.
    record Bins(double low, double high, boolean log) {

        static final int COUNT = 12;

        String sql(String value) {
            double from = log ? Math.log(low) : low;
            double to = log ? Math.log(high) : high;
            return "least(" + COUNT + ", width_bucket(" + (log ? "ln(" + value + ")" : value) + ", '" + from
                    + "'::float8, '" + to
                    + "'::float8, " + COUNT + "))";
        }

        /// Lower end of bin `number`, counted from 1; number 13 is the upper end of all.
        double edge(int number) {
            double share = (number - 1) / (double) COUNT;
            return log
                    ? Math.exp(Math.log(low) + share * (Math.log(high) - Math.log(low)))
                    : low + share * (high - low);
        }

        double middle(int number) {
            return log ? Math.sqrt(edge(number) * edge(number + 1)) : (edge(number) + edge(number + 1)) / 2;
        }
    }

    private static final long MANY_VALUES = 24;

    private FactorSpace() {}

    /// In the order of the sweep: prompt, model, parameters; those that vary only.
    static List<Factor> of(SweepShape shape) {
        List<Factor> factors = new ArrayList<>();
        for (String name : shape.varying()) {
            Axis axis = shape.known().params().get(name);
            factors.add(axis == null ? new Factor(name, false, null) : factor(name, axis));
        }
        return factors;
    }

    private static Factor factor(String name, Axis axis) {
        return switch (axis) {
            case Axis.Fixed fixed -> new Factor(name, fixed.value() instanceof Number, null);
            case Axis.Choice choice ->
                new Factor(name, choice.values().stream().allMatch(value -> value instanceof Number), null);
            case Axis.IntRange range -> new Factor(name, true,
                    (range.max() - range.min()) / (range.step() == null ? 1 : range.step()) < MANY_VALUES
                            ? null
                            : new Bins(range.min(), range.max(), false));
            case Axis.FloatRange range -> new Factor(name, true, bins(range.points(), range.min(), range.max(), false));
            case Axis.LogRange range -> new Factor(name, true, bins(range.points(), range.min(), range.max(), true));
        };
    }

    private static @Nullable Bins bins(@Nullable Integer points, double low, double high, boolean log) {
        return points != null && points <= MANY_VALUES ? null : new Bins(low, high, log);
    }
}
