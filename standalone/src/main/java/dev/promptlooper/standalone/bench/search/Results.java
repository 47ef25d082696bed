package dev.promptlooper.standalone.bench.search;

/// What a run of a replay comes to. Rows are candidates in an order of the results' own. Thread-safe.
interface Results {

    /// @return the score, NaN when there is none
    double score(int row, int caseIndex, int repeat);

    /// Dollars that one call costs.
    double usd(int row);

    /// Results of a drawn table.
    static Results of(RecordedSet set, RecordedSet.Draw draw) {
        return new Results() {
            @Override
            public double score(int row, int caseIndex, int repeat) {
                return draw.seen()[row][caseIndex];
            }

            @Override
            public double usd(int row) {
                return set.candidates().get(row).usdPerCall();
            }
        };
    }
}
