package dev.promptlooper.scoring.statistics;

/// One metric of one candidate on one case: the mean over its repeats.
///
/// @param runs     repeats that have a value; 0 = the case has none
/// @param nonBinary of those, how many are neither 0 nor 1
/// @param mean     mean over the repeats that have a value; 0 when there is none
public record CaseValue(int runs, int nonBinary, double mean) {

    public static final CaseValue NONE = new CaseValue(0, 0, 0);

    /// Mean over repeats, in the order given; give them in the order of their numbers, so that the same repeats always give
    /// the same bits. NaN stands for a repeat without a value.
    public static CaseValue of(double... repeats) {
        int runs = 0;
        int nonBinary = 0;
        double sum = 0;
        for (double value : repeats) {
            if (!Double.isNaN(value)) {
                runs++;
                nonBinary += value == 0 || value == 1 ? 0 : 1;
                sum += value;
            }
        }
        return runs == 0 ? NONE : new CaseValue(runs, nonBinary, sum / runs);
    }
}
