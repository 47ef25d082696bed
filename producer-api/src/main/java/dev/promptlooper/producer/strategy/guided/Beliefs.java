package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.strategy.guided.model.CaseEffects;
import dev.promptlooper.producer.strategy.guided.model.Design;
import dev.promptlooper.producer.strategy.guided.model.Hyper;
import dev.promptlooper.producer.strategy.guided.model.Luck;
import dev.promptlooper.producer.strategy.guided.model.Posterior;
import dev.promptlooper.producer.strategy.guided.model.Spread;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

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
    /// Variance of a single result around candidate and case, on average.
    final double noise;
    private final double whole;
    /// Width of the metric's range that was used.
    final double width;
    final Posterior posterior;
    /// Mean of each slot's own results, difficulty of cases removed; NaN without any.
    final double[] observed;
    private final int length;

    // By what the variance of a result is multiplied, per slot.
    private final double[] spread;

    private Beliefs(Table table, Walk walk, int[] ended, double width, Fit fit) {
        int size = table.size();
        CaseEffects cases = fit.cases();
        List<Integer> rows = fit.rows();
        this.length = walk.length();
        this.posterior = fit.posterior();
        this.noise = cases.noise();
        double together = noise;
        for (int g = 0; g < fit.shared(); g++) {
            together += cases.shared(g);
        }
        this.whole = together;
        this.width = width;
        this.mean = new double[size];
        this.variance = new double[size];
        this.scored = new int[size];
        this.ended = ended;
        this.observed = new double[size];
        this.spread = new double[size];
        Arrays.fill(observed, Double.NaN);
        for (int row = 0; row < rows.size(); row++) {
            scored[rows.get(row)] = cases.count(row);
            observed[rows.get(row)] = cases.mean(row);
            spread[rows.get(row)] = fit.spreads()[row];
        }
        double[] out = new double[2];
        for (int slot = 0; slot < size; slot++) {
            posterior.candidate(table.levels[slot], observed[slot], noiseAfter(slot, scored[slot]), out);
            mean[slot] = out[0];
            variance[slot] = out[1];
            if (scored[slot] == 0) {
                spread[slot] = fit.spread().at(out[0]);
            }
        }
    }

    /// What a fit found.
    ///
    /// @param rows    slots that were tried
    /// @param shared  number of factors whose candidates answer alike
    /// @param spreads what [Spread] says of each row
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Fit(Posterior posterior, CaseEffects cases, List<Integer> rows, int shared, Spread spread,
            double[] spreads) {}

    /// How noisy each observed candidate's results are.
    ///
    /// @param factors what [Spread] says of each
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Scatter(Spread spread, double[] factors) {

        static Scatter of(double least, double[] believed, int[] counts, double variance) {
            Spread spread = Spread.of(least, believed, counts, variance);
            return new Scatter(spread, Arrays.stream(believed).map(spread::at).toArray());
        }

        static Scatter even(int count) {
            double[] factors = new double[count];
            Arrays.fill(factors, 1);
            return new Scatter(Spread.EVEN, factors);
        }

        /// The variances of means when every result counts as it scatters.
        double[] of(double[] noise) {
            double[] scattered = noise.clone();
            for (int i = 0; i < scattered.length; i++) {
                scattered[i] *= factors[i];
            }
            return scattered;
        }
    }

    /// Fits to all results that count as seen: those that are not fresh, or all of them.
    ///
    /// @param fresh whether fresh results count
    /// @param learn whether the variances are improved
    /// @param held  results that are worked on in the heap at once, at most
    static Beliefs fit(Table table, Walk walk, Measure measure, Design design, Hyper hyper, boolean fresh,
            boolean learn, long held) {
        List<Integer> rows = new ArrayList<>();
        int[] ended = new int[table.size()];
        for (int slot = 0; slot < table.size(); slot++) {
            Track track = table.track(slot);
            if (track != null && track.leased > 0) {
                ended[slot] = track.settled - (fresh ? 0 : track.freshCount());
                if (ended[slot] > 0) {
                    rows.add(slot);
                }
            }
        }
        Seen seen = new Seen(table, rows, fresh);
        double width = seen.width(measure);
        List<Integer> shared = sharing(design);
        int[][] grouping = new int[shared.size()][rows.size()];
        int[] sizes = new int[shared.size()];
        for (int g = 0; g < grouping.length; g++) {
            sizes[g] = design.factors().get(shared.get(g)).size();
            for (int row = 0; row < rows.size(); row++) {
                grouping[g][row] = table.levels[rows.get(row)][shared.get(g)];
            }
        }
        CaseEffects cases = CaseEffects.of(seen, walk.caseOf(), walk.cases(), 1 / width, grouping, sizes,
                held);
        List<Integer> kept = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
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
        Luck luck = luck(shared, sizes, cases, walk);
        int[] counts = kept.stream().mapToInt(cases::count).toArray();
        // Believed if all results were equally noisy: candidates' own means are too rough to tell how noisy they are.
        Supplier<Scatter> scattering = () -> width == measure.width()
                ? Scatter.of(measure.most() / width - 1, Posterior.means(design, levels, means, noise, luck, hyper),
                        counts, cases.variance())
                : Scatter.even(counts.length);
        if (learn) {
            Posterior.learn(design, levels, means, scattering.get().of(noise), luck, hyper);
        }
        // Anew with what was just learned, for that is what a restart has to go on from.
        Scatter scatter = scattering.get();
        double[] spreads = new double[rows.size()];
        for (int i = 0; i < counts.length; i++) {
            spreads[kept.get(i)] = scatter.factors()[i];
        }
        Posterior posterior = Posterior.of(design, levels, means, scatter.of(noise), luck, hyper);
        return new Beliefs(table, walk, ended, width,
                new Fit(posterior, cases, rows, shared.size(), scatter.spread(), spreads));
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
