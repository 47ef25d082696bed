package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.producer.strategy.Steering;

/// How probable it is that the recommended candidate is not the one to ship.
final class Doubt {

    private Doubt() {}

    /// Sum over all rivals of the probability that they are better by more than a tolerance: at least the probability that
    /// one of them is. Means of two candidates that share levels are taken for independent, which overstates their doubt.
    ///
    /// @param epsilon tolerance on the model's scale
    static double bound(Beliefs beliefs, Table table, Ranking ranking, int leader, Steering steering, double epsilon) {
        double doubt = 0;
        for (int slot = 0; slot < table.size(); slot++) {
            if (slot == leader || !ranking.isIn(slot, steering)) {
                continue;
            }
            double behind = beliefs.mean[leader] + epsilon - beliefs.mean[slot];
            double variance = beliefs.variance[leader] + beliefs.variance[slot];
            doubt += variance <= 0 ? (behind < 0 ? 1 : 0) : Normal.cumulative(-behind / Math.sqrt(variance));
            if (doubt >= 1) {
                return 1;
            }
        }
        return doubt;
    }
}
