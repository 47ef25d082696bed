package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.strategy.guided.Measure.Limit;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Prices, failures and constraints: what is expected of a candidate besides its score, from its own runs and, before it has any,
/// from those of its model. A snapshot, cheap to make. Immutable.
final class Chances {

    private static final double MIN_SPREAD = 0.01;

    private final Table table;
    private final List<Limit> limits;
    private final boolean perDollar;
    // Per model: number, sum, sum of squares of each constraint; price.
    private final double[][] models;
    private final double[] all;

    Chances(Table table, Measure measure, boolean perDollar, int models) {
        this.table = table;
        this.limits = measure.limits();
        this.perDollar = perDollar;
        int width = 3 * limits.size() + 2;
        this.models = new double[models][width];
        this.all = new double[width];
        for (int slot = 0; slot < table.size(); slot++) {
            Track track = table.track(slot);
            if (track != null) {
                add(this.models[table.model[slot]], track);
                add(all, track);
            }
        }
    }

    private static void add(double[] sums, Track track) {
        int limits = track.limits.length;
        for (int i = 0; i < limits; i++) {
            sums[i] += track.limits[i];
        }
        sums[limits] += track.priced;
        sums[limits + 1] += track.cost;
    }

    /// Whether nothing distinguishes candidates here.
    boolean isPlain() {
        return limits.isEmpty() && !perDollar;
    }

    /// What a slot's score is multiplied with.
    double weight(int slot) {
        Track track = table.track(slot);
        double answers = track == null || track.scored == track.settled
                ? 1
                : (track.scored + 1.0) / (track.settled + 1.0);
        return answers * feasible(slot) / (perDollar ? price(slot) : 1);
    }

    /// Expected price of a run; 1 while no price is known at all.
    double price(int slot) {
        int at = all.length - 2;
        if (all[at] == 0 || all[at + 1] <= 0) {
            return 1;
        }
        double overall = all[at + 1] / all[at];
        double[] ofModel = models[table.model[slot]];
        double prior = ofModel[at] == 0 ? overall : ofModel[at + 1] / ofModel[at];
        Track track = table.track(slot);
        double own = track == null ? prior : (track.cost + 2 * prior) / (track.priced + 2);
        // Free candidates would be worth everything: a thousandth of the usual price is as good as free.
        return Math.max(own, overall / 1000);
    }

    /// Mean price of all runs, NaN while none is known.
    double meanPrice() {
        int at = all.length - 2;
        return all[at] == 0 ? Double.NaN : all[at + 1] / all[at];
    }

    /// Probability that a candidate meets all constraints, taken one by one.
    double feasible(int slot) {
        double probability = 1;
        for (int i = 0; i < limits.size(); i++) {
            probability *= feasible(slot, i);
        }
        return probability;
    }

    private double feasible(int slot, int limit) {
        Track track = table.track(slot);
        double[] ofModel = models[table.model[slot]];
        double[] known = ofModel[3 * limit] > 1 ? ofModel : all;
        if (track != null && track.limits[3 * limit] > 0) {
            double runs = track.limits[3 * limit];
            double mean = track.limits[3 * limit + 1] / runs;
            return Normal.cumulative(room(limit, mean) / (spread(known, limit, mean) / Math.sqrt(runs)));
        }
        if (known[3 * limit] < 2) {
            return 1;
        }
        // Another candidate of the model: as far from the model's mean as single runs are, half of the time.
        double mean = known[3 * limit + 1] / known[3 * limit];
        return Math.clamp(Normal.cumulative(room(limit, mean) / (spread(known, limit, mean) / 2)), 0.05, 1);
    }

    private double room(int limit, double mean) {
        return limits.get(limit).room(mean);
    }

    private static double spread(double[] sums, int limit, double mean) {
        double runs = sums[3 * limit];
        double average = sums[3 * limit + 1] / runs;
        double variance = Math.max(0, sums[3 * limit + 2] / runs - average * average);
        return Math.max(Math.sqrt(variance), Math.max(MIN_SPREAD * Math.abs(mean), 1e-12));
    }

    /// The constraint that a candidate violates on its means so far, in words; null when it meets all of them.
    @Nullable
    String violated(Track track) {
        for (int i = 0; i < limits.size(); i++) {
            double runs = track.limits[3 * i];
            if (runs > 0 && room(i, track.limits[3 * i + 1] / runs) < 0) {
                return limits.get(i) + ", mean is " + Words.number(track.limits[3 * i + 1] / runs);
            }
        }
        return null;
    }

    /// The constraint that a candidate violates whatever comes, in words; null when there is none. Uses an asymptotic confidence
    /// sequence for means (I. Waudby-Smith et al., "Time-uniform central limit theory and asymptotic confidence sequences"):
    /// right at any time once there are enough runs for their variance to be known, 20 here.
    @Nullable
    String brokenBeyondDoubt(Track track, double error) {
        for (int i = 0; i < limits.size(); i++) {
            double runs = track.limits[3 * i];
            if (runs < 20) {
                continue;
            }
            double mean = track.limits[3 * i + 1] / runs;
            double variance = Math.max(0, track.limits[3 * i + 2] / runs - mean * mean);
            double spread = Math.max(Math.sqrt(variance), MIN_SPREAD * Math.abs(mean));
            double tight = (2 * Math.log(1 / error) + Math.log1p(2 * Math.log(1 / error))) / 50;
            double grown = runs * tight + 1;
            double radius = spread * Math.sqrt(2 * grown / (runs * runs * tight) * Math.log(Math.sqrt(grown) / error));
            if (room(i, mean) < -radius) {
                return limits.get(i) + ", mean of " + (long) runs + " runs is " + Words.number(mean);
            }
        }
        return null;
    }
}
