package dev.promptlooper.producer.strategy;

import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.producer.space.SpaceException;
import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.TreeSet;

/// The parameters of a strategy as the sweep file gives them, read with messages that teach. Immutable.
public final class StrategyParams {

    private final Strategy strategy;

    /// @param known names that the strategy takes
    /// @throws SpaceException naming parameters that it does not take
    public StrategyParams(Strategy strategy, Set<String> known) {
        this.strategy = strategy;
        Set<String> unknown = new TreeSet<>(strategy.params().keySet());
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new SpaceException("strategy." + unknown.iterator().next(), null, "strategy " + strategy.type()
                    + " does not take " + unknown + "; it takes " + new TreeSet<>(known));
        }
    }

    /// A whole number, or null when it is not given.
    ///
    /// @throws SpaceException when it is no whole number
    public @Nullable Long whole(String name) {
        Object value = strategy.params().get(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())) {
            return number.longValue();
        }
        throw new SpaceException("strategy." + name, value, "must be a whole number");
    }

    /// A whole number in a range, or the given one when it is not there.
    ///
    /// @param hint what the number is, for the message, for example `eta keeps one in so many`
    /// @throws SpaceException when it is no whole number or outside of the range
    public long whole(String name, long otherwise, long min, long max, String hint) {
        Long value = whole(name);
        if (value == null) {
            return otherwise;
        }
        if (value < min || value > max) {
            throw new SpaceException("strategy." + name, value,
                    "must be from " + min + " to " + max + ", was " + value + "; " + hint);
        }
        return value;
    }
}
