package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.space.CandidateSpace.Digit;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.space.Seeded;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which candidates are considered: all of a space that is small enough; else a random sample, drawn anew now and then, and the
/// neighbours of the best, which differ from them in one axis (drawn candidates have no neighbours). Never lists a large space. A
/// pure function of its arguments.
final class Pool {

    // A space with exclusions may have few candidates among many indexes.
    private static final int ATTEMPTS = 64;
    private static final int SCAN = 400_000;
    /// Drawn candidates considered at a time, at least; as many as a decision can look at within some 20 ms.
    static final int DRAWN = 16_384;

    private final GuidedSpace space;
    private final GuidedSettings settings;
    private final boolean listed;
    private final int considered;

    Pool(GuidedSpace space, GuidedSettings settings) {
        this.space = space;
        this.settings = settings;
        Candidates candidates = space.candidates();
        long count = candidates.count().orElse(Long.MAX_VALUE);
        this.considered = settings.samples() == null ? settings.pool() : Math.max(settings.pool(), DRAWN);
        this.listed = count <= Math.max(considered, GuidedSettings.DEFAULT_POOL);
    }

    /// Whether every candidate is considered.
    boolean isListed() {
        return listed;
    }

    /// @param round   number of the drawing
    /// @param anchors candidates whose neighbours join
    /// @param always  candidates that are in it whatever is drawn
    long[] draw(int round, List<Long> anchors, Collection<Long> always) {
        Candidates candidates = space.candidates();
        Set<Long> chosen = new TreeSet<>(always);
        if (listed) {
            for (long index = 0; index < candidates.end();) {
                long next = candidates.skip(index);
                if (next == index) {
                    chosen.add(index);
                    next++;
                }
                index = next;
            }
            return Table.sorted(chosen);
        }
        Seeded random = new Seeded(settings.seed() * 31 + round);
        for (long anchor : anchors) {
            neighbours(anchor, chosen);
        }
        // A fixed number of draws, whatever is in already: what was tried meanwhile must not change the rest.
        for (int i = 0; i < considered; i++) {
            chosen.add(one(candidates, random));
        }
        chosen.remove(-1L);
        return Table.sorted(chosen);
    }

    private static long one(Candidates candidates, Seeded random) {
        long index = 0;
        for (int i = 0; i < ATTEMPTS; i++) {
            index = random.below(candidates.end());
            if (candidates.contains(index)) {
                return index;
            }
        }
        for (int steps = 0; steps < SCAN && index < candidates.end(); steps++) {
            long next = candidates.skip(index);
            if (next == index) {
                return index;
            }
            index = next;
        }
        return -1;
    }

    /// Candidates whose index differs from the anchor's in one digit.
    private void neighbours(long anchor, Set<Long> chosen) {
        Candidates candidates = space.candidates();
        for (Digit digit : space.digits()) {
            long stride = digit.stride();
            long size = digit.size();
            long own = anchor / stride % size;
            for (long other = Math.max(0, own - 16); other <= Math.min(size - 1, own + 16); other++) {
                long neighbour = anchor + (other - own) * stride;
                if (candidates.contains(neighbour)) {
                    chosen.add(neighbour);
                }
            }
        }
    }
}
