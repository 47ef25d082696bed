package dev.promptlooper.producer.strategy.guided.race;

/// The wealth of a gambler who bets that a rival is worse than the leader, case by case along the common order. While the rival
/// is in truth at least as good, that wealth is a supermartingale that starts at 1, so that the probability that it *ever* reaches
/// `x` is at most `1/x` (Ville's inequality) – whenever one looks, however results arrive, whoever decides what is evaluated.
///
/// With the paired difference `d = leader − rival` in [−1, 1] and the mean `m` that the next difference has at most when the rival
/// is as good, the wealth grows by `1 + λ(d − m)`. `λ` comes from the past only: `g / (var + g²)` with `g` the observed advantage,
/// between 0 and `0.6 / (1 + m)`. See I. Waudby-Smith and A. Ramdas, "Estimating means of bounded random variables by betting".
/// Not thread-safe.
public final class Bets {

    private static final double MAX_BET = 0.6;
    private static final double PRIOR = 0.25;
    private static final double MIN_VARIANCE = 1e-3;

    private final Population population;
    private final int horizon;
    private int position;
    private int pairs;
    private double sum;
    private double squares;
    private double log;
    private double peak;

    /// @param horizon number of positions in the walk
    public Bets(Population population, int horizon) {
        this.population = population;
        this.horizon = horizon;
    }

    /// What a candidate's true value is the mean of.
    public enum Population {
        /// The cases of this dataset, drawn without replacement: certain at the end.
        CASES,
        /// A source of which the cases are an independent sample, production traffic say.
        GENERAL
    }

    /// Next position to bet on.
    public int position() {
        return position;
    }

    /// Places with a score of both so far.
    public int pairs() {
        return pairs;
    }

    /// Mean difference so far, leader minus rival; 0 before the first pair.
    public double difference() {
        return pairs == 0 ? 0 : sum / pairs;
    }

    /// Natural logarithm of the largest wealth so far; infinite when the rival cannot catch up any more.
    public double peak() {
        return peak;
    }

    /// A position where one of the two has no score: passed over.
    public void skip() {
        position++;
    }

    /// The next position.
    ///
    /// @param difference leader minus rival, from −1 to 1
    public void add(double difference) {
        double least = population == Population.CASES ? -sum / (horizon - position) : 0;
        double bet = bet(least);
        position++;
        pairs++;
        sum += difference;
        squares += difference * difference;
        log += Math.log1p(bet * (difference - least));
        if (population == Population.CASES && sum > horizon - position) {
            log = Double.POSITIVE_INFINITY;
        }
        peak = Math.max(peak, log);
    }

    private double bet(double least) {
        if (pairs == 0 || least <= -1) {
            return 0;
        }
        double mean = sum / pairs;
        double variance = Math.max((squares - sum * mean + PRIOR) / pairs, MIN_VARIANCE);
        double advantage = mean - least;
        return Math.clamp(advantage / (variance + advantage * advantage), 0, MAX_BET / (1 + least));
    }
}
