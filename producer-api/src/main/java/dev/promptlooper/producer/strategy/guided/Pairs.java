package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.event.Verdict.Difference;
import dev.promptlooper.contracts.event.Verdict.Method;
import dev.promptlooper.contracts.statistics.StudentT;
import dev.promptlooper.producer.strategy.guided.race.Bets.Population;

/// Means and differences as measured, with intervals: the case is the unit, repeats of a case are averaged first. When the cases
/// of the dataset are all that counts, an interval shrinks to nothing as they are completed.
final class Pairs {

    private static final double LEVEL = 0.95;

    private final Walk walk;
    private final Population population;
    private final double sign;

    Pairs(Walk walk, Population population, double sign) {
        this.walk = walk;
        this.population = population;
        this.sign = sign;
    }

    /// Mean of a candidate in units of the metric.
    Estimate mean(Track track) {
        double[] sum = new double[walk.cases()];
        int[] count = new int[walk.cases()];
        float[] cells = track.cells();
        for (int at = 0; at < track.leased; at++) {
            if (cells[at] > Float.NEGATIVE_INFINITY) {
                sum[walk.caseOf()[at]] += sign * cells[at];
                count[walk.caseOf()[at]]++;
            }
        }
        return estimate(sum, count);
    }

    /// The first against the second, larger is better.
    Difference difference(Track first, Track second, Beliefs beliefs, int slot, int otherSlot) {
        double[] sum = new double[walk.cases()];
        int[] count = new int[walk.cases()];
        float[] ones = first.cells();
        float[] others = second.cells();
        for (int at = 0; at < Math.min(first.leased, second.leased); at++) {
            float one = ones[at];
            float other = others[at];
            if (one > Float.NEGATIVE_INFINITY && other > Float.NEGATIVE_INFINITY) {
                sum[walk.caseOf()[at]] += one - other;
                count[walk.caseOf()[at]]++;
            }
        }
        Estimate paired = estimate(sum, count);
        if (paired.cases() < 2) {
            return model(second.index, beliefs, slot, otherSlot);
        }
        Method method = population == Population.GENERAL
                ? Method.PAIRED_T
                : paired.runs() == walk.length() ? Method.EXACT : Method.FINITE_T;
        return new Difference(second.index, paired.mean(), paired.low(), paired.high(), LEVEL, paired.cases(),
                method);
    }

    /// What the model alone says about a difference.
    static Difference model(long candidate, Beliefs beliefs, int slot, int otherSlot) {
        double difference = (beliefs.mean[slot] - beliefs.mean[otherSlot]) * beliefs.width;
        double half = 1.96 * Math.sqrt(beliefs.variance[slot] + beliefs.variance[otherSlot]) * beliefs.width;
        return new Difference(candidate, difference, difference - half, difference + half, LEVEL, 0, Method.MODEL);
    }

    private Estimate estimate(double[] sum, int[] count) {
        int cases = 0;
        long runs = 0;
        double total = 0;
        for (int i = 0; i < sum.length; i++) {
            if (count[i] > 0) {
                cases++;
                runs += count[i];
                total += sum[i] / count[i];
            }
        }
        double mean = cases == 0 ? Double.NaN : total / cases;
        double squares = 0;
        for (int i = 0; i < sum.length; i++) {
            if (count[i] > 0) {
                double rest = sum[i] / count[i] - mean;
                squares += rest * rest;
            }
        }
        if (cases < 2) {
            return new Estimate(runs, cases, mean, Double.NaN, Double.NaN);
        }
        double variance = squares / (cases - 1) / cases;
        if (population == Population.CASES) {
            variance *= 1 - runs / (double) walk.length();
        }
        double half = StudentT.quantile975(cases - 1) * Math.sqrt(Math.max(variance, 0));
        return new Estimate(runs, cases, mean, mean - half, mean + half);
    }

    /// @param runs  scored runs
    /// @param cases distinct cases among them
    /// @param low   end of the 95 % interval; NaN below two cases
    /// @param high  end of the 95 % interval; NaN below two cases
    record Estimate(long runs, int cases, double mean, double low, double high) {}
}
