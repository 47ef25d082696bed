package dev.promptlooper.producer.strategy;

/// How much of the full grid a search is expected to take before it stops by itself, as shares of the grid's runs. A forecast for
/// people who plan, not a promise: how far the search must go depends on how close the best candidates are.
///
/// @param low      when one candidate is clearly ahead, 0 to 1
/// @param expected what recorded sweeps took, 0 to 1
/// @param high     when the best cannot be told apart, 0 to 1
public record Effort(double low, double expected, double high) {

    // On recorded sets of 100 cases guided search had the grid's answer for about a fifth of its calls, on 1,100 cases for about
    // a thirtieth: the calls grow with the candidates, hardly with the cases.
    private static final double SHARE_AT_100_CASES = 0.2;
    private static final double MOST = 0.8;
    private static final double LOW = 0.4;
    private static final double CANDIDATES_IN_FULL = 200;
    private static final double RUNS_PER_CANDIDATE = 10;

    public Effort {
        if (!(low >= 0 && low <= expected && expected <= high && high <= 1)) {
            throw new IllegalArgumentException(
                    "shares must ascend from 0 to 1, were " + low + ", " + expected + ", " + high);
        }
    }

    /// The forecast for a search that gives all candidates the same cases and drops those that fall behind.
    ///
    /// @param candidates in the space, 1 or more
    /// @param runs       per candidate (cases × repeats), 1 or more
    /// @param considered most candidates that the search looks at, 1 or more
    public static Effort ofRacing(double candidates, double runs, long considered) {
        double looked = Math.min(candidates, (double) considered);
        // Nobody needs more than some hundred candidates in full and a look at the rest.
        double most = (Math.min(looked, CANDIDATES_IN_FULL) * runs + looked * Math.min(runs, RUNS_PER_CANDIDATE))
                / (candidates * runs);
        double expected = Math.min(MOST, SHARE_AT_100_CASES * 100 / runs);
        double high = Math.min(1, most);
        return new Effort(Math.min(high, expected * LOW), Math.min(high, expected), high);
    }
}
