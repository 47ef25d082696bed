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
    private static final double PASS_OR_FAIL = 0.9;
    private static final double MIN_SPREAD = 0.12;

    /// Posterior mean and variance of each slot's value, over all cases and repeats.
    final double[] mean;
    final double[] variance;
    /// Results with a score, and results at all, that the fit has seen.
    final int[] scored;
    final int[] ended;
    /// Variance of a single result around candidate and case.
    final double noise;
    private final double whole;
    private final double[] spread;
    /// Width of the metric's range that was used.
    final double width;
    final Posterior posterior;
    /// Mean of each slot's own results, difficulty of cases removed; NaN without any.
    final double[] observed;
    private final int length;

    private Beliefs(Table table, Walk walk, Posterior posterior, CaseEffects cases, List<Integer> rows, int[] ended,
            double[] spread, int shared, double width) {
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
        this.spread = spread;
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
            posterior.candidate(table.levels[slot], observed[slot], noiseAfter(slot, scored[slot]), out);
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
        double[] even = new double[means.length];
        Arrays.fill(even, 1);
        Posterior posterior = Posterior.of(design, levels, means, noise,
                luck(shared, sizes, cases, walk, levels, even), hyper, learn);
        double[] spread = new double[table.size()];
        Arrays.fill(spread, 1);
        if (isPassOrFail(cells, length, measure)) {
            spread = spread(table, posterior, rows, kept, cases, measure, width, means, noise);
            for (int i = 0; i < means.length; i++) {
                even[i] = spread[rows.get(kept.get(i))];
                noise[i] *= even[i];
            }
            posterior = Posterior.of(design, levels, means, noise, luck(shared, sizes, cases, walk, levels, even), hyper,
                    false);
        }
        return new Beliefs(table, walk, posterior, cases, rows, ended, spread, shared.size(), width);
    }

    /// How much the results of each candidate vary, relative to the average: shares near 0 and 1 vary less.
    private static double[] spread(Table table, Posterior posterior, List<Integer> rows, List<Integer> kept,
            CaseEffects cases, Measure measure, double width, double[] means, double[] noise) {
        double[] observed = new double[table.size()];
        double[] error = new double[table.size()];
        Arrays.fill(observed, Double.NaN);
        for (int i = 0; i < means.length; i++) {
            observed[rows.get(kept.get(i))] = means[i];
            error[rows.get(kept.get(i))] = noise[i];
        }
        double[] spread = new double[table.size()];
        double[] out = new double[2];
        for (int slot = 0; slot < spread.length; slot++) {
            posterior.candidate(table.levels[slot], observed[slot], error[slot], out);
            double share = measure.position(out[0] * width);
            spread[slot] = Math.max(MIN_SPREAD, 4 * share * (1 - share) + 4 * Math.min(out[1], 0.05));
        }
        double sum = 0;
        double count = 0;
        for (int row : kept) {
            sum += cases.count(row) * spread[rows.get(row)];
            count += cases.count(row);
        }
        for (int slot = 0; slot < spread.length; slot++) {
            spread[slot] *= count / sum;
        }
        return spread;
    }

    /// Whether results are (almost) all at one end of the range or the other.
    private static boolean isPassOrFail(List<float[]> cells, int[] length, Measure measure) {
        long ends = 0;
        long all = 0;
        for (int row = 0; row < length.length; row++) {
            float[] own = cells.get(row);
            for (int at = 0; at < length[row]; at++) {
                if (own[at] > Float.NEGATIVE_INFINITY) {
                    all++;
                    ends += measure.isEnd(own[at]) ? 1 : 0;
                }
            }
        }
        return all > 0 && ends >= PASS_OR_FAIL * all;
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

    private static Luck luck(List<Integer> shared, int[] sizes, CaseEffects cases, Walk walk, int[][] levels,
            double[] spread) {
        double[][] variances = new double[sizes.length][];
        for (int g = 0; g < sizes.length; g++) {
            variances[g] = new double[sizes[g]];
            double[] sum = new double[sizes[g]];
            int[] count = new int[sizes[g]];
            for (int i = 0; i < spread.length; i++) {
                sum[levels[i][shared.get(g)]] += spread[i];
                count[levels[i][shared.get(g)]]++;
            }
            for (int level = 0; level < sizes[g]; level++) {
                int met = cases.met(g, level);
                variances[g][level] = met == 0 || count[level] == 0
                        ? 0
                        : cases.shared(g) * sum[level] / count[level] * Math.max(0, 1.0 / met - 1.0 / walk.cases());
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
    double noiseAfter(int slot, int n) {
        return noiseAfter(noise * spread[slot], n, length);
    }

    /// The same for looking ahead: new cases also tell what all candidates of the model have in common on them.
    double noiseAhead(int slot, int n) {
        return noiseAfter(whole * spread[slot], n, length);
    }

    private static double noiseAfter(double noise, int n, int length) {
        if (n == 0) {
            return Double.POSITIVE_INFINITY;
        }
        return n >= length ? 0 : noise * (1.0 / n - 1.0 / length);
    }
}
