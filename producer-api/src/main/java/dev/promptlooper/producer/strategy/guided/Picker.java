package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.strategy.Demand;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.guided.GuidedState.Stop;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Chooses who gets the next block in a lane: an opened block first, then pinned candidates, then the start, then whoever promises
/// most. Everything it keeps between calls is a cache. Not thread-safe.
final class Picker {

    // A lane whose best run promises less than this part of what another lane's promises waits, as long as the budget is counted.
    private static final double WORTHWHILE = 0.02;

    private final Search search;
    private final List<String> lanes = new ArrayList<>();
    private final int[] laneOfModel;
    private @Nullable Acquisition acquisition;
    private @Nullable Beliefs made;
    private @Nullable Table madeFor;
    private double[] weight = {};
    private boolean[] open = {};
    private int[] partial = {};
    private int best = -1;
    private double second;

    Picker(Search search, SweepDefinition definition) {
        this.search = search;
        List<ModelRef> models = definition.models();
        this.laneOfModel = new int[models.size()];
        for (int model = 0; model < laneOfModel.length; model++) {
            String endpoint = models.get(model).endpoint();
            if (!lanes.contains(endpoint)) {
                lanes.add(endpoint);
            }
            laneOfModel[model] = lanes.indexOf(endpoint);
        }
    }

    /// Number of a lane, -1 when no model is in it.
    int lane(String endpoint) {
        return lanes.indexOf(endpoint);
    }

    /// Prepares for picks: prices, constraints and steering may have changed since the last ones.
    void prepare(Steering steering) {
        Beliefs beliefs = search.beliefs();
        Table table = search.table;
        look(steering);
        if (beliefs == null) {
            acquisition = null;
            return;
        }
        Chances chances = search.chances();
        boolean perDollar = search.settings.perDollar() && search.isStarted(steering);
        double[] weights = new double[table.size()];
        int first = -1;
        int next = -1;
        for (int slot = 0; slot < weights.length; slot++) {
            if (!open[slot] && !(table.leased(slot) > 0 && isIn(slot, steering))) {
                continue;
            }
            double feasible = chances.feasible(slot);
            weights[slot] = chances.weight(slot)
                    * (search.settings.perDollar() && !perDollar ? chances.price(slot) : 1);
            if (feasible >= 0.5) {
                if (first < 0 || beliefs.mean[slot] > beliefs.mean[first]) {
                    next = first;
                    first = slot;
                } else if (next < 0 || beliefs.mean[slot] > beliefs.mean[next]) {
                    next = slot;
                }
            }
        }
        double behind = next < 0 ? first < 0 ? 0 : beliefs.mean[first] : beliefs.mean[next];
        boolean same = made == beliefs && madeFor == table && best == first && second == behind;
        Acquisition current = acquisition;
        if (!same || current == null) {
            made = beliefs;
            madeFor = table;
            best = first;
            second = behind;
            current = new Acquisition(table, beliefs, search.walk.length(), search.block, first, behind);
            acquisition = current;
        }
        weight = weights;
    }

    /// Who may get further runs, and whose block is open because there was no more room for it.
    private void look(Steering steering) {
        Table table = search.table;
        open = new boolean[table.size()];
        partial = new int[lanes.size()];
        java.util.Arrays.fill(partial, -1);
        boolean nobodyPruned = steering.pruned().isEmpty();
        for (int slot = 0; slot < open.length; slot++) {
            int leased = table.leased(slot);
            open[slot] = leased < search.walk.length() && (nobodyPruned || !steering.isPruned(table.index[slot]))
                    && (!table.isDropped(slot) || steering.pinned().contains(table.index[slot]));
            if (open[slot] && leased % search.block != 0) {
                partial[laneOf(slot)] = slot;
            }
        }
    }

    private boolean isIn(int slot, Steering steering) {
        return !search.table.isDropped(slot) && !steering.isPruned(search.table.index[slot]);
    }

    private boolean isOpen(int slot) {
        return open[slot] && search.table.leased(slot) < search.walk.length();
    }

    /// Whether a lane has anything left.
    boolean isOpenLane(int lane) {
        for (int slot = 0; slot < open.length; slot++) {
            if (laneOf(slot) == lane && isOpen(slot)) {
                return true;
            }
        }
        return false;
    }

    int laneOf(int slot) {
        return laneOfModel[search.table.model[slot]];
    }

    /// The slot to give a block to, or -1 when there is none now.
    int pick(int lane, Demand demand) {
        Steering steering = demand.steering();
        int opened = partial[lane];
        if (opened >= 0) {
            partial[lane] = -1;
            return opened;
        }
        for (long candidate : steering.pinned()) {
            int slot = search.table.slot(candidate);
            if (slot >= 0 && laneOf(slot) == lane && isOpen(slot)) {
                return slot;
            }
        }
        Stop stop = search.state.stop;
        if (stop != null) {
            for (long candidate : stop.finish()) {
                int slot = search.table.slot(candidate);
                if (slot >= 0 && laneOf(slot) == lane && isOpen(slot)) {
                    return slot;
                }
            }
            return -1;
        }
        for (long candidate : search.start) {
            int slot = search.table.slot(candidate);
            if (slot >= 0 && laneOf(slot) == lane && search.table.leased(slot) == 0 && isOpen(slot)) {
                return slot;
            }
        }
        return promising(lane, demand);
    }

    private int promising(int lane, Demand demand) {
        Acquisition scores = acquisition;
        Beliefs beliefs = search.beliefs();
        int chosen = -1;
        double most = -1;
        double elsewhere = 0;
        for (int slot = 0; slot < search.table.size(); slot++) {
            if (!isOpen(slot)) {
                continue;
            }
            double score = scores == null ? 0 : scores.score(slot) * weight[slot];
            if (laneOf(slot) != lane) {
                elsewhere = Math.max(elsewhere, score);
            } else if (score > most || (score == most && beliefs != null && chosen >= 0
                    && beliefs.mean[slot] > beliefs.mean[chosen])) {
                most = score;
                chosen = slot;
            }
        }
        boolean counted = demand.left().calls() != null || demand.left().usd() != null
                || demand.left().tokens() != null;
        return chosen >= 0 && counted && most < WORTHWHILE * elsewhere ? -1 : chosen;
    }

    /// A slot was given runs.
    void given(int slot) {
        Acquisition scores = acquisition;
        if (scores != null) {
            scores.update(slot);
        }
    }
}
