package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.space.Seeded;

import java.util.List;

/// What further runs are expected to buy: they are dealt to the contenders in proportion to their chance of being the best, and
/// the expected rise of the best mean is averaged over draws of what they may show.
final class Prospect {

    private static final int DRAWS = 400;

    private final Beliefs beliefs;
    private final List<Integer> contenders;
    private final double[] share;
    private final int length;
    private final long seed;
    private long possible;

    Prospect(Table table, Beliefs beliefs, Outcome outcome, int length, long seed) {
        this.beliefs = beliefs;
        this.contenders = outcome.contenders();
        this.length = length;
        this.seed = seed;
        this.share = new double[contenders.size()];
        double sum = 0;
        for (int i = 0; i < share.length; i++) {
            int slot = contenders.get(i);
            boolean open = beliefs.ended[slot] < length && !table.isDropped(slot);
            share[i] = open ? outcome.best(slot) + 0.001 : 0;
            sum += share[i];
            possible += open ? length - beliefs.ended[slot] : 0;
        }
        for (int i = 0; i < share.length; i++) {
            share[i] = sum == 0 ? 0 : share[i] / sum;
        }
    }

    /// Runs that could still tell something.
    long possible() {
        return possible;
    }

    /// Expected rise of the recommended candidate's value, on the model's scale.
    double gain(long runs) {
        double[] deviation = new double[share.length];
        for (int i = 0; i < share.length; i++) {
            int slot = contenders.get(i);
            int seen = beliefs.scored[slot];
            int more = (int) Math.min(length - beliefs.ended[slot], Math.ceil(runs * share[i]));
            double variance = beliefs.variance[slot];
            double after = beliefs.noiseAhead(slot, seen + Math.max(more, 0));
            if (more > 0 && variance > 0 && after < Double.POSITIVE_INFINITY) {
                double gained = after <= 0
                        ? Double.POSITIVE_INFINITY
                        : 1 / after - (seen == 0 ? 0 : 1 / beliefs.noiseAhead(slot, seen));
                deviation[i] = Math.sqrt(Math.max(0, variance - 1 / (1 / variance + gained)));
            }
        }
        Outcome.Gaussian normal = new Outcome.Gaussian(new Seeded(seed + 2));
        double sum = 0;
        for (int d = 0; d < DRAWS; d++) {
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < share.length; i++) {
                most = Math.max(most, beliefs.mean[contenders.get(i)] + deviation[i] * normal.next());
            }
            sum += most;
        }
        double now = contenders.stream().mapToDouble(slot -> beliefs.mean[slot]).max().orElse(0);
        return Math.max(0, sum / DRAWS - now);
    }
}
