package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.space.SpaceException;
import dev.promptlooper.producer.strategy.guided.race.Bets.Population;

/// The one random order in which every candidate meets its (case, repeat) pairs, drawn without looking at any result. Immutable
/// and thread-safe.
///
/// When the cases of the dataset are all that counts, repeats are shuffled among them, so that any first part is a sample without
/// replacement of everything. When the cases stand for others to come, all cases come once before any comes again, and only that
/// first pass is evidence: a second answer to the same case says nothing new about other cases.
final class Walk {

    private static final long MAX_POSITIONS = 20_000_000;

    private final int cases;
    private final int[] order;
    private final int[] caseOf;
    private final int evidence;

    /// @throws SpaceException when there are too many runs per candidate
    Walk(long cases, int repeats, Population population, long seed) {
        if (cases * (double) repeats > MAX_POSITIONS) {
            throw new SpaceException("dataset", cases, "guided search walks up to " + MAX_POSITIONS
                    + " runs per candidate, here are " + cases + " cases × " + repeats + " repeats; use a limit");
        }
        this.cases = Math.max(1, (int) cases);
        int positions = (int) cases * repeats;
        this.order = new int[positions];
        this.caseOf = new int[positions];
        for (int i = 0; i < positions; i++) {
            order[i] = i;
        }
        Seeded random = new Seeded(seed ^ 0x57A1_4B0C_9E3D_2F11L);
        if (population == Population.CASES) {
            shuffle(0, positions, random);
            this.evidence = positions;
        } else {
            for (int pass = 0; pass < repeats; pass++) {
                shuffle(pass * (int) cases, (pass + 1) * (int) cases, random);
            }
            this.evidence = (int) cases;
        }
        for (int i = 0; i < positions; i++) {
            caseOf[i] = order[i] % this.cases;
        }
    }

    private void shuffle(int from, int to, Seeded random) {
        for (int i = to - 1; i > from; i--) {
            int other = from + (int) random.below(i - from + 1L);
            int swap = order[i];
            order[i] = order[other];
            order[other] = swap;
        }
    }

    /// Number of positions.
    int length() {
        return order.length;
    }

    /// Positions that count as evidence against a candidate.
    int evidence() {
        return evidence;
    }

    int cases() {
        return cases;
    }

    /// Position → case, not to be changed.
    int[] caseOf() {
        return caseOf;
    }

    long caseAt(int position) {
        return caseOf[position];
    }

    int repeatAt(int position) {
        return order[position] / cases;
    }

    /// The inverse of the order: case + repeat × cases → position.
    int[] positions() {
        int[] positions = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            positions[order[i]] = i;
        }
        return positions;
    }
}
