package dev.promptlooper.standalone.bench.search;

import java.util.BitSet;

/// What every candidate has shown so far, kept by the harness beside the strategy: for strategies that recommend nothing of their
/// own, and to catch runs that are asked for twice. Not thread-safe.
final class Tally {

    private final BitSet[] asked;
    private final RecordedSet.Mean[] means;
    private final int[] ended;
    private final int runsPerCandidate;

    Tally(int candidates, int runsPerCandidate) {
        this.asked = new BitSet[candidates];
        this.means = new RecordedSet.Mean[candidates];
        this.ended = new int[candidates];
        this.runsPerCandidate = runsPerCandidate;
    }

    /// @throws IllegalStateException when the run was asked for before or is no run
    void ask(int candidate, int run) {
        if (run < 0 || run >= runsPerCandidate) {
            throw new IllegalStateException(
                    "run " + run + " of candidate " + candidate + " is none: there are " + runsPerCandidate);
        }
        BitSet own = asked[candidate];
        if (own == null) {
            own = new BitSet(runsPerCandidate);
            asked[candidate] = own;
            means[candidate] = new RecordedSet.Mean();
        }
        if (own.get(run)) {
            throw new IllegalStateException("run " + run + " of candidate " + candidate + " was asked for twice");
        }
        own.set(run);
    }

    void settle(int candidate, double score) {
        ended[candidate]++;
        means[candidate].add(score);
    }

    /// The highest mean among the candidates with the most scored runs; the lower index in a tie; -1 before the first score.
    int deepest() {
        int best = -1;
        for (int i = 0; i < means.length; i++) {
            if (means[i] == null || means[i].count() == 0) {
                continue;
            }
            if (best < 0 || means[i].count() > means[best].count()
                    || (means[i].count() == means[best].count() && means[i].value() > means[best].value())) {
                best = i;
            }
        }
        return best;
    }

    double mean(int candidate) {
        return means[candidate] == null ? Double.NaN : means[candidate].value();
    }

    int ended(int candidate) {
        return ended[candidate];
    }
}
