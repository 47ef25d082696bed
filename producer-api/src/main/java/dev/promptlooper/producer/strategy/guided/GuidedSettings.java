package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.SampledCandidates;
import dev.promptlooper.producer.space.SpaceException;
import dev.promptlooper.producer.space.SpaceProblem;
import dev.promptlooper.producer.strategy.guided.race.Bets.Population;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The parameters of `{type: guided, …}`.
///
/// @param seed       of the order of cases and of everything that is drawn
/// @param block      cases that a candidate is given at a time, 1 to 1,000; null = chosen by the number of cases
/// @param delta      probability that is allowed for dropping the best candidate, 0.000001 to 0.5
/// @param epsilon    difference that does not matter, as a share of the range; the search stops when the recommended candidate is
///                   within it of the best with probability 1 − delta; 0 = only when every rival is dropped or complete
/// @param population what a candidate's value is the mean of
/// @param perDollar  whether runs are chosen by what they tell per dollar instead of per call
/// @param baseline   the candidate to compare with: its index, or `{model: …, prompt: …, temperature: …}`; null = none
/// @param low        lowest possible value of the objective's metric; null = 0 unless results say otherwise
/// @param high       highest possible value; null = 1 (or the sum of weights) unless results say otherwise
/// @param samples    candidates to draw before anything else, 1 to 100,000; null = the whole grid
/// @param pool       candidates that are considered at a time when the space is too large to list, 64 to 100,000
record GuidedSettings(long seed, @Nullable Integer block, double delta, double epsilon, Population population,
        boolean perDollar, @Nullable Object baseline, @Nullable Double low, @Nullable Double high,
        @Nullable Integer samples, int pool) {

    static final Set<String> KEYS = new TreeSet<>(Set.of("seed", "block", "delta", "epsilon", "population", "cost",
            "baseline", "range", "samples", "pool"));
    static final int DEFAULT_POOL = 4_096;

    /// @throws SpaceException naming every parameter that makes no sense, and what to write instead
    static GuidedSettings of(SweepDefinition definition) {
        return new Reader(definition.strategy().params()).read(definition);
    }

    private static final class Reader {

        private final Map<String, Object> params;
        private final List<SpaceProblem> problems = new ArrayList<>();

        Reader(Map<String, Object> params) {
            this.params = params;
        }

        GuidedSettings read(SweepDefinition definition) {
            for (String key : params.keySet()) {
                if (!KEYS.contains(key)) {
                    refuse(key, params.get(key), "strategy guided does not take '" + key + "'; it takes " + KEYS);
                }
            }
            Double seed = number("seed", -9e15, 9e15, true, "a whole number, for example seed: 7");
            Double block = number("block", 1, 1_000, true,
                    "a whole number of cases from 1 to 1000, for example block: 5");
            Double delta = number("delta", 1e-6, 0.5, false,
                    "the allowed probability of dropping the best candidate, 0.000001 to 0.5, for example delta: 0.05");
            Double epsilon = number("epsilon", 0, 1, false,
                    "the difference that does not matter, as a share of the metric's range, 0 to 1, for example epsilon: 0.01");
            Double pool = number("pool", 64, 100_000, true,
                    "the number of candidates to consider at a time, 64 to 100000, for example pool: 4096");
            Double samples = number("samples", 1, SampledCandidates.MAX_SAMPLES, true,
                    "the number of candidates to draw, 1 to " + SampledCandidates.MAX_SAMPLES
                            + ", for example samples: 1000");
            String population = word("population", "cases", "general",
                    "'cases' (a candidate's value is its mean over exactly these cases) or 'general' (the cases are a sample of"
                            + " what will come)");
            String cost = word("cost", "calls", "usd", "'calls' (what a call tells) or 'usd' (what a dollar tells)");
            double[] range = range();
            baseline();
            if (!problems.isEmpty()) {
                throw new SpaceException(problems);
            }
            boolean perDollar = cost == null ? definition.budget().usd() != null : cost.equals("usd");
            return new GuidedSettings(seed == null ? 0 : seed.longValue(), block == null ? null : block.intValue(),
                    delta == null ? 0.05 : delta, epsilon == null ? 0.01 : epsilon,
                    "general".equals(population) ? Population.GENERAL : Population.CASES, perDollar,
                    params.get("baseline"), range == null ? null : range[0], range == null ? null : range[1],
                    samples == null ? null : samples.intValue(),
                    pool == null ? DEFAULT_POOL : pool.intValue());
        }

        private @Nullable Double number(String key, double from, double to, boolean whole, String what) {
            Object value = params.get(key);
            if (value == null) {
                return null;
            }
            if (value instanceof Number number && number.doubleValue() >= from && number.doubleValue() <= to
                    && (!whole || number.doubleValue() == Math.rint(number.doubleValue()))) {
                return number.doubleValue();
            }
            refuse(key, value, "must be " + what + "; was " + value);
            return null;
        }

        private @Nullable String word(String key, String one, String other, String what) {
            Object value = params.get(key);
            if (value == null || one.equals(value) || other.equals(value)) {
                return (String) value;
            }
            refuse(key, value, "must be " + what + "; was '" + value + "'");
            return null;
        }

        private double @Nullable [] range() {
            Object value = params.get("range");
            if (value == null) {
                return null;
            }
            if (value instanceof List<?> ends && ends.size() == 2 && ends.get(0) instanceof Number low
                    && ends.get(1) instanceof Number high && Double.isFinite(low.doubleValue())
                    && Double.isFinite(high.doubleValue()) && low.doubleValue() < high.doubleValue()) {
                return new double[]{low.doubleValue(), high.doubleValue()};
            }
            refuse("range", value,
                    "must be the lowest and the highest possible value of the objective's metric, for example range: [0, 10]; was "
                            + value);
            return null;
        }

        private void baseline() {
            Object value = params.get("baseline");
            boolean index = value instanceof Number number && number.doubleValue() >= 0
                    && number.doubleValue() == Math.rint(number.doubleValue());
            if (value != null && !index && !(value instanceof Map<?, ?> map && !map.isEmpty())) {
                refuse("baseline", value,
                        "must be the index of a candidate or its values, for example baseline: {model: local/m, temperature: 0};"
                                + " was " + value);
            }
        }

        private void refuse(String key, @Nullable Object value, String message) {
            problems.add(new SpaceProblem("strategy." + key, value, message));
        }
    }
}
