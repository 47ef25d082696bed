package dev.promptlooper.producer.strategy.guided.model;

/// How much the results of a candidate scatter, depending on how good it is. Scores that are 0 or 1 scatter by `m (1 − m)` around
/// a mean `m`: near the ends of the range a few results say as much as many do in the middle, and it is near the upper end that the
/// best candidates are. Other scores scatter alike everywhere. What lies between is mixed, in the share of the largest possible
/// variance that is seen.
///
/// @param least lowest possible score, on the model's scale
/// @param share 0 = scatter is the same everywhere, 1 = scores are at the ends of the range only
/// @param usual what `m (1 − m)` is on average over all results
public record Spread(double least, double share, double usual) {

    /// The same everywhere.
    public static final Spread EVEN = new Spread(0, 0, 1);

    // A candidate that was never wrong so far is not one that never is.
    private static final double MARGIN = 0.03;

    /// @param least    lowest possible score; the highest is 1 more
    /// @param means    what is believed of each candidate
    /// @param counts   results of each
    /// @param variance of results around the mean of their candidate
    public static Spread of(double least, double[] means, int[] counts, double variance) {
        double sum = 0;
        double results = 0;
        for (int i = 0; i < means.length; i++) {
            sum += counts[i] * largest(means[i] - least);
            results += counts[i];
        }
        double usual = results == 0 ? 1 : sum / results;
        return new Spread(least, results == 0 ? 0 : Math.clamp(variance / usual, 0, 1), usual);
    }

    /// By what the usual variance of a result is multiplied for a candidate of this mean.
    public double at(double mean) {
        return 1 + share * (largest(mean - least) / usual - 1);
    }

    private static double largest(double mean) {
        double inside = Math.clamp(mean, MARGIN, 1 - MARGIN);
        return inside * (1 - inside);
    }
}
