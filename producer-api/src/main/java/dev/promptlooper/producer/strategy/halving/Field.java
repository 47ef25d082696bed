package dev.promptlooper.producer.strategy.halving;

import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.space.Candidates.Block;
import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.strategy.ObjectiveValues;
import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.Taker;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// All contenders of a sweep, with an entry each for those that were touched. Not thread-safe.
final class Field {

    /// Best first: those that meet the constraints, by mean, ties by lot.
    static final Comparator<Contender.Mark> STANDING = Comparator
            .comparingInt((Contender.Mark mark) -> mark.feasible() ? 0 : 1)
            .thenComparing(Comparator.comparingDouble(Contender.Mark::value).reversed());
    private static final String CONTENDER = "c/";
    private static final int OBJECTIVE = 0;

    private final StateEntries state;
    private final ObjectiveValues values;
    private final CaseOrder order;
    private final Map<Long, Contender> contenders = new LinkedHashMap<>();
    private final Map<String, List<Contender>> lanes = new HashMap<>();
    private boolean steered;

    Field(SweepDefinition definition, Candidates candidates, CaseOrder order, long seed, StateEntries state) {
        this.state = state;
        this.order = order;
        this.values = new ObjectiveValues(definition);
        for (Block block : candidates.blocks()) {
            String lane = definition.models().get(block.model()).endpoint();
            for (long index = block.from(); index < block.to();) {
                long next = candidates.skip(index);
                if (next == index) {
                    add(new Contender(index, lane, new Seeded(seed + index).nextLong(), 0, 1 + values.constraints()));
                    next++;
                }
                index = next;
            }
        }
    }

    private void add(Contender contender) {
        contenders.put(contender.index, contender);
        lanes.computeIfAbsent(contender.lane, _ -> new ArrayList<>()).add(contender);
    }

    /// Reads the entries of contenders that were touched.
    void load() {
        state.scan(CONTENDER, (key, entry) -> get(Long.parseLong(key.substring(CONTENDER.length()))).decode(entry));
    }

    /// All, in the order of their indexes.
    Collection<Contender> all() {
        return Collections.unmodifiableCollection(contenders.values());
    }

    /// Those of a lane, in the order of their indexes.
    List<Contender> lane(String name) {
        return lanes.getOrDefault(name, List.of());
    }

    Contender get(long index) {
        return Objects.requireNonNull(contenders.get(index), "candidate of another sweep");
    }

    void save(Contender contender) {
        state.put(CONTENDER + contender.index, contender.encode());
    }

    /// Learns what is pruned, once after a start; events keep it up to date.
    void steer(Steering steering) {
        if (!steered) {
            steered = true;
            contenders.values().forEach(contender -> contender.isPruned = steering.isPruned(contender.index));
        }
    }

    /// Books an ended run.
    Contender settle(long index, RunScored result) {
        Contender contender = get(index);
        contender.ended++;
        contender.add(OBJECTIVE, values.objective(result));
        for (int i = 0; i < values.constraints(); i++) {
            contender.add(1 + i, values.constraint(i, result));
        }
        return contender;
    }

    /// Where a contender stands with what it has shown so far.
    Contender.Mark standing(Contender contender) {
        double mean = contender.mean(OBJECTIVE);
        return new Contender.Mark(Double.isNaN(mean) ? Double.NEGATIVE_INFINITY : mean, isFeasible(contender));
    }

    boolean isFeasible(Contender contender) {
        for (int i = 0; i < values.constraints(); i++) {
            if (!values.admits(i, contender.mean(1 + i))) {
                return false;
            }
        }
        return true;
    }

    /// Compares by what was shown so far, best first.
    Comparator<Contender> ranking() {
        return Comparator.comparing(this::standing, STANDING).thenComparingLong(contender -> contender.order);
    }

    /// Takes runs of a contender up to a rung.
    ///
    /// @return false when the taker refused before
    boolean take(Contender contender, int target, Taker taker) {
        int before = contender.asked;
        while (contender.asked < target
                && taker.take(contender.index, order.caseAt(contender.asked), order.repeatAt(contender.asked))) {
            contender.asked++;
        }
        if (contender.asked != before) {
            save(contender);
        }
        return contender.asked >= target;
    }

    /// Completes what people pinned in a lane.
    ///
    /// @return false when the taker refused before
    boolean takePinned(String lane, Steering steering, Taker taker) {
        for (long index : steering.pinned()) {
            Contender contender = contenders.get(index);
            if (contender != null && contender.lane.equals(lane) && !contender.isPruned
                    && !take(contender, order.runs(), taker)) {
                return false;
            }
        }
        return true;
    }

    boolean isScored(Contender contender) {
        return contender.count(OBJECTIVE) > 0;
    }

    /// Runs with a score.
    int scored(Contender contender) {
        return contender.count(OBJECTIVE);
    }

    /// The mean in the metric's own direction; null before the first score.
    @Nullable
    Double shown(Contender contender) {
        return isScored(contender) ? values.turned(contender.mean(OBJECTIVE)) : null;
    }

    boolean isConstrained() {
        return values.constraints() > 0;
    }
}
