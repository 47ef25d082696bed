package dev.promptlooper.producer.strategy.halving;

import dev.promptlooper.producer.space.Seeded;

/// The one order in which all candidates meet the cases: shuffled by the seed, all cases of repeat 0 before those of repeat 1.
/// Immutable.
final class CaseOrder {

    private final int[] cases;
    private final int repeats;

    /// @throws ArithmeticException when a candidate has 2³¹ runs or more
    CaseOrder(long size, int repeats, long seed) {
        this.cases = new int[Math.toIntExact(size)];
        this.repeats = repeats;
        Math.multiplyExact(cases.length, repeats);
        Seeded random = new Seeded(seed);
        for (int i = 0; i < cases.length; i++) {
            int other = (int) random.below(i + 1L);
            cases[i] = cases[other];
            cases[other] = i;
        }
    }

    /// Runs of one candidate.
    int runs() {
        return cases.length * repeats;
    }

    int cases() {
        return cases.length;
    }

    long caseAt(int run) {
        return cases[run % cases.length];
    }

    int repeatAt(int run) {
        return run / cases.length;
    }
}
