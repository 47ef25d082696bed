package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.strategy.Steering;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Who leads: the largest mean among candidates that were tried enough. Complete candidates are compared by their own mean
/// alone, ties go to the smaller index, as on a leaderboard: a search that has evaluated everything says what the grid says.
final class Ranking {

    private final Table table;
    private final Beliefs beliefs;
    private final Chances chances;
    private final int length;
    private final int enough;
    private final double[] worth;

    /// @param enough scored runs that a candidate needs to be recommended
    Ranking(Table table, Beliefs beliefs, Chances chances, int length, int enough) {
        this.table = table;
        this.beliefs = beliefs;
        this.chances = chances;
        this.length = length;
        this.enough = enough;
        this.worth = worths();
    }

    /// The slot to recommend, or -1 when nothing has a score. Dropped candidates stay out, pruned ones too unless they are
    /// complete; when nobody meets the constraints, the candidate that is nearest to meeting them.
    int leader(Steering steering) {
        int leader = -1;
        for (int least : new int[]{enough, 1}) {
            for (int slot = 0; slot < table.size() && (least == enough || leader < 0); slot++) {
                if (beliefs.scored[slot] >= least && isIn(slot, steering) && (leader < 0 || isBetter(slot, leader))) {
                    leader = slot;
                }
            }
        }
        return leader >= 0 ? leader : any();
    }

    /// Every candidate is out: the best of all that have a score.
    private int any() {
        int best = -1;
        for (int slot = 0; slot < table.size(); slot++) {
            if (beliefs.scored[slot] > 0 && (best < 0 || isBetter(slot, best))) {
                best = slot;
            }
        }
        return best;
    }

    boolean isIn(int slot, Steering steering) {
        return !table.isDropped(slot) && (!steering.isPruned(table.index[slot]) || isComplete(slot));
    }

    boolean isComplete(int slot) {
        return beliefs.scored[slot] >= length;
    }

    /// Whether the first is to be preferred; an order for slots.
    boolean isBetter(int first, int second) {
        boolean meets = chances.feasible(first) >= 0.5;
        boolean otherMeets = chances.feasible(second) >= 0.5;
        if (meets != otherMeets) {
            return meets;
        }
        if (!meets && chances.feasible(first) != chances.feasible(second)) {
            return chances.feasible(first) > chances.feasible(second);
        }
        int order = Double.compare(worth[first], worth[second]);
        return order == 0 ? first < second : order > 0;
    }

    /// One figure per slot, so that comparing is transitive: what is believed of it. Complete candidates share out what is believed
    /// of them in the order of their own means, from which beliefs differ by what the model leaves over: else a third candidate
    /// could lie between two of them, better than the better and worse than the worse.
    private double[] worths() {
        List<Integer> complete = new ArrayList<>();
        for (int slot = 0; slot < table.size(); slot++) {
            if (isComplete(slot)) {
                complete.add(slot);
            }
        }
        if (complete.size() < 2) {
            return beliefs.mean;
        }
        double[] believed = complete.stream().mapToDouble(slot -> beliefs.mean[slot]).sorted().toArray();
        complete.sort(Comparator.comparingDouble((Integer slot) -> -ownMean(slot)).thenComparing(slot -> slot));
        double[] worth = beliefs.mean.clone();
        for (int i = 0; i < believed.length; i++) {
            worth[complete.get(i)] = believed[believed.length - 1 - i];
        }
        return worth;
    }

    private double ownMean(int slot) {
        Track track = table.track(slot);
        return track == null ? Double.NaN : track.mean();
    }
}
