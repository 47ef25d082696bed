package dev.promptlooper.producer.strategy.guided;

/// The knowledge gradient per cost: by how much the best mean is expected to rise if a candidate were given its next block, or the
/// next 2, 4, 8, 16 blocks (a single block often cannot change the order of two candidates, several can), per run. Looking ahead
/// further than what is then given is the KG(*) rule of P. Frazier and W. Powell. Runs that are under way count as if they were in:
/// they shrink the variance, the mean stays.
///
/// Scores change only with a fit or with a pick of that very candidate, so a pick is a scan for the maximum.
final class Acquisition {

    private static final int[] LOOK_AHEAD = {1, 2, 4, 8, 16};

    private final Table table;
    private final Beliefs beliefs;
    private final int length;
    private final int block;
    private final double[] score;
    private final int best;
    private final double bestMean;
    private final double secondMean;

    /// @param best       slot of the candidate to beat, or -1
    /// @param secondMean what the best one is compared with
    Acquisition(Table table, Beliefs beliefs, int length, int block, int best, double secondMean) {
        this.table = table;
        this.beliefs = beliefs;
        this.length = length;
        this.block = block;
        this.best = best;
        this.bestMean = best < 0 ? 0 : beliefs.mean[best];
        this.secondMean = secondMean;
        this.score = new double[table.size()];
        for (int slot = 0; slot < score.length; slot++) {
            update(slot);
        }
    }

    double score(int slot) {
        return score[slot];
    }

    /// Takes into account that a slot was given runs.
    void update(int slot) {
        int leased = table.leased(slot);
        score[slot] = leased >= length ? 0 : gain(slot, leased);
    }

    private double gain(int slot, int leased) {
        int seen = beliefs.scored[slot];
        // What is under way, failures of the past left out.
        int expected = seen + leased - beliefs.ended[slot];
        double variance = shrunk(slot, beliefs.variance[slot], seen, expected);
        double behind = Math.abs(beliefs.mean[slot] - (slot == best ? secondMean : bestMean));
        double most = 0;
        for (int ahead : LOOK_AHEAD) {
            int runs = Math.min(ahead * block, length - leased);
            double deviation = Math.sqrt(Math.max(variance - shrunk(slot, variance, expected, expected + runs), 0));
            if (deviation > 0) {
                most = Math.max(most, deviation * Normal.gain(-behind / deviation) / runs);
            }
            if (runs < ahead * block) {
                break;
            }
        }
        return most;
    }

    /// The variance after results `from` to `to` are in.
    private double shrunk(int slot, double variance, int from, int to) {
        if (to == from || variance <= 0) {
            return variance;
        }
        double after = beliefs.noiseAhead(slot, to);
        if (after <= 0) {
            return 0;
        }
        double gained = 1 / after - (from == 0 ? 0 : 1 / beliefs.noiseAhead(slot, from));
        return 1 / (1 / variance + gained);
    }
}
