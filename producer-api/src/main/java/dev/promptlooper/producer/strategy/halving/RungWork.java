package dev.promptlooper.producer.strategy.halving;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/// What is left to do on the rung of the day: who climbs, whose runs are still to be asked for, whose to end. Derived from the
/// contenders, kept nowhere. Not thread-safe.
final class RungWork {

    private static final Comparator<Contender> BY_INDEX = Comparator.comparingLong(one -> one.index);

    private final Map<String, TreeSet<Contender>> open = new HashMap<>();
    private final Map<String, Integer> climbing = new HashMap<>();
    private int unfinished;
    private long owed;

    /// A rung begins, with nobody on it.
    void clear() {
        open.clear();
        climbing.clear();
        unfinished = 0;
        owed = 0;
    }

    /// @param target runs that everybody makes on this rung
    void join(Contender contender, int target) {
        climbing.merge(contender.lane, 1, Integer::sum);
        unfinished += contender.ended < target ? 1 : 0;
        if (contender.asked < target) {
            owed += target - contender.asked;
            open.computeIfAbsent(contender.lane, _ -> new TreeSet<>(BY_INDEX)).add(contender);
        }
    }

    /// @param target runs that everybody makes on this rung
    void leave(Contender contender, int target) {
        climbing.merge(contender.lane, -1, Integer::sum);
        unfinished -= contender.ended < target ? 1 : 0;
        owed -= Math.max(0, target - contender.asked);
        asked(contender);
    }

    /// One of the rung's runs was asked for.
    void taken() {
        owed--;
    }

    /// A contender made its last run.
    void finished() {
        unfinished--;
    }

    /// A contender has no run left to be asked for.
    void asked(Contender contender) {
        TreeSet<Contender> lane = open.get(contender.lane);
        if (lane != null) {
            lane.remove(contender);
        }
    }

    /// The first contender of a lane with runs to be asked for, or null.
    @Nullable
    Contender next(String lane) {
        TreeSet<Contender> waiting = open.get(lane);
        return waiting == null || waiting.isEmpty() ? null : waiting.getFirst();
    }

    /// Whether anybody of a lane is on the rung.
    boolean isClimbed(String lane) {
        return climbing.getOrDefault(lane, 0) > 0;
    }

    /// Contenders whose runs have not all ended.
    int unfinished() {
        return unfinished;
    }

    /// Runs that are still to be asked for.
    long owed() {
        return owed;
    }
}
