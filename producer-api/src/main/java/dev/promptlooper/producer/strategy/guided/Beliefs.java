package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.strategy.guided.model.CaseEffects;
import dev.promptlooper.producer.strategy.guided.model.Design;
import dev.promptlooper.producer.strategy.guided.model.Hyper;
import dev.promptlooper.producer.strategy.guided.model.Posterior;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is believed about every candidate of a table after a fit. Values are on the model's scale: the objective, turned so that
/// larger is better, divided by [#width]. Immutable.
final class Beliefs {

    /// Posterior mean and variance of each slot's value, over all cases and repeats.
    final double[] mean;
    final double[] variance;
    /// Results with a score, and results at all, that the fit has seen.
    final int[] scored;
    final int[] ended;
    /// Variance of a single result around candidate and case.
    final double noise;
    /// Width of the metric's range that was used.
    final double width;
    final Posterior posterior;
    /// Mean of each slot's own results, difficulty of cases removed; NaN without any.
    final double[] observed;
    private final int length;

    private Beliefs(Table table, Walk walk, Posterior posterior, CaseEffects cases, List<Integer> rows, int[] ended,
            double width) {
        int size = table.size();
        this.length = walk.length();
        this.posterior = posterior;
        this.noise = cases.noise();
        this.width = width;
        this.mean = new double[size];
        this.variance = new double[size];
        this.scored = new int[size];
        this.ended = ended;
        this.observed = new double[size];
        Arrays.fill(observed, Double.NaN);
        for (int row = 0; row < rows.size(); row++) {
            scored[rows.get(row)] = cases.count(row);
            observed[rows.get(row)] = cases.mean(row);
        }
        double[] out = new double[2];
        for (int slot = 0; slot < size; slot++) {
            posterior.candidate(table.levels[slot], observed[slot], noiseAfter(scored[slot]), out);
            mean[slot] = out[0];
            variance[slot] = out[1];
        }
    }

    /// Fits to all results that count as seen: those that are not fresh, or all of them.
    ///
    /// @param fresh whether fresh results count
    /// @param learn whether the variances are improved
    static Beliefs fit(Table table, Walk walk, Measure measure, Design design, Hyper hyper, boolean fresh,
            boolean learn) {
        List<Integer> rows = new ArrayList<>();
        List<float[]> cells = new ArrayList<>();
        int[] ended = new int[table.size()];
        for (int slot = 0; slot < table.size(); slot++) {
            Track track = table.track(slot);
            if (track != null && track.leased > 0) {
                ended[slot] = track.settled - (fresh ? 0 : track.freshCount());
                if (ended[slot] > 0) {
                    rows.add(slot);
                    cells.add(fresh ? track.cells() : track.fittedCells());
                }
            }
        }
        int[] length = new int[rows.size()];
        for (int row = 0; row < length.length; row++) {
            length[row] = table.leased(rows.get(row));
        }
        double width = width(cells, length, measure);
        CaseEffects cases = CaseEffects.of(cells, length, walk.caseOf(), walk.cases(), 1 / width);
        List<Integer> kept = new ArrayList<>();
        for (int row = 0; row < length.length; row++) {
            if (cases.count(row) > 0) {
                kept.add(row);
            }
        }
        int[][] levels = new int[kept.size()][];
        double[] means = new double[kept.size()];
        double[] noise = new double[kept.size()];
        for (int i = 0; i < means.length; i++) {
            int row = kept.get(i);
            levels[i] = table.levels[rows.get(row)];
            means[i] = cases.mean(row);
            noise[i] = noiseAfter(cases.noise(), cases.count(row), walk.length());
        }
        Posterior posterior = Posterior.of(design, levels, means, noise, hyper, learn);
        return new Beliefs(table, walk, posterior, cases, rows, ended, width);
    }

    /// The declared range, or what the results span when they leave it.
    private static double width(List<float[]> cells, int[] length, Measure measure) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        boolean inside = true;
        for (int row = 0; row < length.length; row++) {
            float[] own = cells.get(row);
            for (int at = 0; at < length[row]; at++) {
                if (own[at] > Float.NEGATIVE_INFINITY) {
                    low = Math.min(low, own[at]);
                    high = Math.max(high, own[at]);
                    inside &= measure.isInside(own[at]);
                }
            }
        }
        return inside || measure.isDeclared() || !(high > low) ? measure.width() : high - low;
    }

    /// Variance of a mean of `n` results around the candidate's value over the whole walk; infinite without results, 0 when it is
    /// complete: results are drawn without replacement.
    double noiseAfter(int n) {
        return noiseAfter(noise, n, length);
    }

    private static double noiseAfter(double noise, int n, int length) {
        if (n == 0) {
            return Double.POSITIVE_INFINITY;
        }
        return n >= length ? 0 : noise * (1.0 / n - 1.0 / length);
    }
}
