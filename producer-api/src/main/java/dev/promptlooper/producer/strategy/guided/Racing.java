package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.strategy.guided.race.Bets;
import dev.promptlooper.producer.strategy.guided.race.Bets.Population;

import java.util.HashMap;
import java.util.Map;

/// Bets that rivals are worse than the leader, and says which of them are so beyond doubt. The wealth is a function of leader,
/// rival and the results of both in the order of the walk: made anew when the leader changes, and after a restart. Not thread-safe.
final class Racing {

    private final Population population;
    private final Walk walk;
    private final Measure measure;
    private final Map<Long, Bets> bets = new HashMap<>();
    private long leader = -1;

    Racing(Population population, Walk walk, Measure measure) {
        this.population = population;
        this.walk = walk;
        this.measure = measure;
    }

    /// The bets against a rival, up to the last case that both have answered and everything before it, too.
    Bets against(Track first, Track rival) {
        if (leader != first.index) {
            leader = first.index;
            bets.clear();
        }
        Bets bet = bets.computeIfAbsent(rival.index, _ -> new Bets(population, walk.evidence()));
        int end = Math.min(Math.min(first.leased, rival.leased), walk.evidence());
        double scale = 1 / measure.width();
        if (bet.position() >= end) {
            return bet;
        }
        float[] leading = first.cells();
        Row.Part following = rival.part(bet.position(), end);
        for (int position = bet.position(); position < end; position++) {
            float ours = leading[position];
            float theirs = following.at(position);
            if (Float.isNaN(ours) || Float.isNaN(theirs)) {
                break; // still under way: the order of the walk is the order of the bets
            }
            if (ours == Float.NEGATIVE_INFINITY || theirs == Float.NEGATIVE_INFINITY) {
                bet.skip();
            } else {
                bet.add((measure.clipped(ours) - measure.clipped(theirs)) * scale);
            }
        }
        return bet;
    }

    void forget() {
        bets.clear();
        leader = -1;
    }
}
