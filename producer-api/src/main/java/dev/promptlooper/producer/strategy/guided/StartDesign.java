package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.strategy.guided.model.Factor;

import java.util.ArrayList;
import java.util.List;

/// The candidates that are tried before anything is known: chosen one by one so that every level of every axis comes up about
/// equally often. A pure function of table and seed.
final class StartDesign {

    private static final int FEWEST = 24;
    private static final int MOST = 60;
    // Enough to choose from; a larger table is looked at in part.
    private static final int LOOK = 4_096;

    private StartDesign() {}

    /// @param affordable most candidates, at least 1
    /// @return their indexes, in order
    static List<Long> choose(Table table, List<Factor> factors, long affordable, long seed) {
        int largest = factors.stream().filter(factor -> !factor.isNumeric()).mapToInt(Factor::size).max().orElse(1);
        long count = Math.min(Math.min(Math.clamp(3L * largest, FEWEST, MOST), table.size()), Math.max(1, affordable));
        Seeded random = new Seeded(seed ^ 0x1234_5678_9ABC_DEF0L);
        int[] order = new int[table.size()];
        for (int i = 0; i < order.length; i++) {
            int other = (int) random.below(i + 1L);
            order[i] = order[other];
            order[other] = i;
        }
        double[][] used = new double[factors.size()][];
        for (int f = 0; f < used.length; f++) {
            used[f] = new double[factors.get(f).size()];
        }
        List<Long> chosen = new ArrayList<>();
        boolean[] taken = new boolean[table.size()];
        while (chosen.size() < count) {
            int best = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < Math.min(order.length, LOOK); i++) {
                int slot = order[i];
                double sum = 0;
                for (int f = 0; f < used.length; f++) {
                    sum += used[f][table.levels[slot][f]];
                }
                if (!taken[slot] && sum < least) {
                    least = sum;
                    best = slot;
                }
            }
            if (best < 0) {
                break;
            }
            taken[best] = true;
            chosen.add(table.index[best]);
            for (int f = 0; f < used.length; f++) {
                used[f][table.levels[best][f]]++;
            }
        }
        return chosen;
    }
}
