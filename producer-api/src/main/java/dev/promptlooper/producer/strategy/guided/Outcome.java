package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.guided.model.Draws;

import java.util.ArrayList;
import java.util.List;

/// How the search may turn out: joint draws of the true values of everybody who can still be the best. A pure function of the
/// beliefs and the seed. Immutable.
final class Outcome {

    private static final int DRAWS = 500;
    private static final int CONTENDERS = 64;
    private static final double REACH = 3.5;

    private final int leader;
    private final List<Integer> contenders;
    private final double[][] values;
    private final int[] times;

    /// @param ceiling largest value that is possible, on the model's scale
    Outcome(Table table, Beliefs beliefs, Ranking ranking, Chances chances, int leader, Steering steering,
            double ceiling,
            long seed) {
        this.leader = leader;
        double floor = beliefs.mean[leader] - REACH * Math.sqrt(beliefs.variance[leader]);
        List<Integer> reaching = new ArrayList<>();
        for (int slot = 0; slot < table.size(); slot++) {
            if (slot != leader && ranking.isIn(slot, steering) && chances.feasible(slot) >= 0.5
                    && upper(beliefs, slot) >= floor) {
                reaching.add(slot);
            }
        }
        reaching.sort((a, b) -> Double.compare(upper(beliefs, b), upper(beliefs, a)));
        this.contenders = new ArrayList<>(reaching.subList(0, Math.min(CONTENDERS, reaching.size())));
        contenders.addFirst(leader);
        Draws draws = beliefs.posterior.draws(new Gaussian(new Seeded(seed))::next);
        this.values = new double[DRAWS][contenders.size()];
        for (double[] draw : values) {
            draws.next();
            for (int i = 0; i < draw.length; i++) {
                int slot = contenders.get(i);
                draw[i] = Math.min(ceiling, draws.candidate(table.levels[slot], beliefs.observed[slot],
                        beliefs.noiseAfter(slot, beliefs.scored[slot])));
            }
        }
        this.times = new int[contenders.size()];
        for (double[] draw : values) {
            double most = most(draw);
            for (int i = 0; i < draw.length; i++) {
                times[i] += draw[i] >= most ? 1 : 0;
            }
        }
    }

    private static double upper(Beliefs beliefs, int slot) {
        return beliefs.mean[slot] + REACH * Math.sqrt(beliefs.variance[slot]);
    }

    /// Everybody who was drawn, the leader first.
    List<Integer> contenders() {
        return contenders;
    }

    /// Probability that the leader is the best, or worse than it by no more than a tolerance.
    double within(double epsilon) {
        int within = 0;
        for (double[] draw : values) {
            within += draw[0] >= most(draw) - epsilon - 1e-12 ? 1 : 0;
        }
        return within / (double) values.length;
    }

    /// Probability that a slot is the best; 0 for those who cannot be.
    double best(int slot) {
        int at = contenders.indexOf(slot);
        return at < 0 ? 0 : times[at] / (double) values.length;
    }

    /// By how much the best is expected to exceed the leader: what knowing everything would be worth.
    double regret() {
        double sum = 0;
        for (double[] draw : values) {
            sum += most(draw) - draw[0];
        }
        return sum / values.length;
    }

    int leader() {
        return leader;
    }

    private static double most(double[] draw) {
        double most = Double.NEGATIVE_INFINITY;
        for (double value : draw) {
            most = Math.max(most, value);
        }
        return most;
    }

    /// Independent standard normal numbers, by the polar method of Marsaglia.
    static final class Gaussian {

        private final Seeded random;
        private double spare = Double.NaN;

        Gaussian(Seeded random) {
            this.random = random;
        }

        double next() {
            if (!Double.isNaN(spare)) {
                double value = spare;
                spare = Double.NaN;
                return value;
            }
            while (true) {
                double x = 2 * random.nextDouble() - 1;
                double y = 2 * random.nextDouble() - 1;
                double square = x * x + y * y;
                if (square < 1 && square > 0) {
                    double scale = Math.sqrt(-2 * Math.log(square) / square);
                    spare = y * scale;
                    return x * scale;
                }
            }
        }
    }
}
