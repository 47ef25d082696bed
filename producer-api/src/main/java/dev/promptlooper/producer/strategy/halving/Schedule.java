package dev.promptlooper.producer.strategy.halving;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The rungs of successive halving: how many contenders climb each, and how many runs each of them has made when it is done.
///
/// With a budget of calls, every rung gets the same number of calls, as in Karnin, Koren and Somekh, "Almost optimal exploration in
/// multi-armed bandits" (2013): few runs for many, many for few; what a rung cannot use, because its contenders are complete,
/// goes to the others. When the budget does not give every candidate its first runs, only as many take part as it does.
/// Without a budget of calls, the runs of a contender grow by eta from rung to rung.
///
/// @param rungs from the lowest
record Schedule(List<Rung> rungs) {

    /// Runs on the lowest rung where neither parameter nor budget says it.
    private static final int DEFAULT_MIN = 10;

    Schedule {
        rungs = List.copyOf(rungs);
    }

    /// @param contenders how many climb it
    /// @param runs       runs that each has made at its end, counted from the first
    record Rung(int contenders, int runs) {}

    /// @param candidates all there are, 1 or more
    /// @param runs       runs of a complete candidate, 1 or more
    /// @param calls      budget of calls, or null
    static Schedule of(int candidates, int runs, int eta, @Nullable Integer minRuns, @Nullable Long calls) {
        if (calls == null) {
            return new Schedule(growing(candidates, runs, eta, minRuns == null ? DEFAULT_MIN : minRuns));
        }
        int least = Math.min(runs, minRuns == null ? 1 : minRuns);
        int starters = starters(candidates, runs, eta, least, calls);
        long low = 0;
        long high = Math.max(1, calls); // calls per rung
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            if (cost(even(starters, runs, eta, least, middle)) <= calls) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return new Schedule(even(starters, runs, eta, least, low));
    }

    /// Runs of all rungs after one.
    long after(int rung) {
        long sum = 0;
        for (int i = rung + 1; i < rungs.size(); i++) {
            sum += (long) rungs.get(i).contenders() * (rungs.get(i).runs() - rungs.get(i - 1).runs());
        }
        return sum;
    }

    int last() {
        return rungs.size() - 1;
    }

    private static int starters(int candidates, int runs, int eta, int least, long calls) {
        int low = 1;
        int high = candidates;
        while (low < high) {
            int middle = low + (high - low + 1) / 2;
            if (cost(even(middle, runs, eta, least, 0)) <= calls) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static List<Rung> even(int starters, int runs, int eta, int least, long perRung) {
        List<Rung> rungs = new ArrayList<>();
        long reached = 0;
        for (int left = starters; rungs.isEmpty() || left > 1; left = (left + eta - 1) / eta) {
            reached = Math.min(runs, reached + Math.max(rungs.isEmpty() ? least : 1, perRung / left));
            rungs.add(new Rung(left, (int) reached));
            if (reached == runs) {
                break; // complete: another rung could not tell more
            }
        }
        return rungs;
    }

    private static List<Rung> growing(int candidates, int runs, int eta, int least) {
        List<Rung> rungs = new ArrayList<>();
        long reached = Math.min(runs, least);
        int left = candidates;
        while (true) {
            // The last one is completed, so that what is reported of it is exact.
            reached = left == 1 ? runs : reached;
            rungs.add(new Rung(left, (int) reached));
            if (reached == runs) {
                return rungs;
            }
            reached = Math.min(runs, reached * eta);
            left = (left + eta - 1) / eta;
        }
    }

    private static long cost(List<Rung> rungs) {
        return (long) rungs.getFirst().contenders() * rungs.getFirst().runs() + new Schedule(rungs).after(0);
    }
}
