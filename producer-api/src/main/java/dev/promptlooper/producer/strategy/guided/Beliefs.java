package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.strategy.guided.model.CaseEffects;
import dev.promptlooper.producer.strategy.guided.model.Design;
import dev.promptlooper.producer.strategy.guided.model.Hyper;
import dev.promptlooper.producer.strategy.guided.model.Luck;
import dev.promptlooper.producer.strategy.guided.model.Posterior;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is believed about every candidate of a table after a fit. Values are on the model's scale: the objective, turned so that
/// larger is better, divided by [#width]. Immutable.
final class Beliefs {

    private static final int SHARING = 2;

    /// Posterior mean and variance of each slot's value, over all cases and repeats.
    final double[] mean;
    final double[] variance;
    /// Results with a score, and results at all, that the fit has seen.
    final int[] scored;
    final int[] ended;
    /// Variance of a single result around candidate and case.
    final double noise;
    private final double whole;
    /// Width of the metric's range that was used.
    final double width;
    final Posterior posterior;
    /// Mean of each slot's own results, difficulty of cases removed; NaN without any.
    final double[] observed;
    private final int length;

    private Beliefs(Table table, Walk walk, Posterior posterior, CaseEffects cases, List<Integer> rows, int[] ended,
            int shared, double width) {
        int size = table.size();
        this.length = walk.length();
        this.posterior = posterior;
        this.noise = cases.noise();
        double together = noise;
        for (int g = 0; g < shared; g++) {
            together += cases.shared(g);
        }
        this.whole = together;
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
        List<Integer> shared = sharing(design);
        int[][] grouping = new int[shared.size()][rows.size()];
        int[] sizes = new int[shared.size()];
        for (int g = 0; g < grouping.length; g++) {
            sizes[g] = design.factors().get(shared.get(g)).size();
            for (int row = 0; row < length.length; row++) {
                grouping[g][row] = table.levels[rows.get(row)][shared.get(g)];
            }
        }
        CaseEffects cases = CaseEffects.of(cells, length, walk.caseOf(), walk.cases(), 1 / width, grouping, sizes);
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
        Posterior posterior = Posterior.of(design, levels, means, noise, luck(shared, sizes, cases, walk), hyper,
                learn);
        return new Beliefs(table, walk, posterior, cases, rows, ended, shared.size(), width);
    }

    /// The factors whose candidates answer cases alike: model and prompt, or the first other ones that are categories.
    private static List<Integer> sharing(Design design) {
        List<Integer> shared = new ArrayList<>();
        for (int f = 0; f < design.factors().size() && shared.size() < SHARING && design.factors().size() > 1; f++) {
            if (!design.factors().get(f).isNumeric()) {
                shared.add(f);
            }
        }
        return shared;
    }

    private static Luck luck(List<Integer> shared, int[] sizes, CaseEffects cases, Walk walk) {
        double[][] variances = new double[sizes.length][];
        for (int g = 0; g < sizes.length; g++) {
            variances[g] = new double[sizes[g]];
            for (int level = 0; level < sizes[g]; level++) {
                int met = cases.met(g, level);
                variances[g][level] = met == 0 ? 0 : cases.shared(g) * Math.max(0, 1.0 / met - 1.0 / walk.cases());
            }
        }
        return new Luck(shared, Arrays.stream(variances).map(own -> Arrays.stream(own).boxed().toList()).toList());
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

    /// The same for looking ahead: new cases also tell what all candidates of the model have in common on them.
    double noiseAhead(int n) {
        return noiseAfter(whole, n, length);
    }

    private static double noiseAfter(double noise, int n, int length) {
        if (n == 0) {
            return Double.POSITIVE_INFINITY;
        }
        return n >= length ? 0 : noise * (1.0 / n - 1.0 / length);
    }
}
