package dev.promptlooper.scoring.board;

import dev.promptlooper.scoring.scorer.SweepScorers;

import java.time.Duration;

/// What may be tuned.
///
/// @param scorerTimeLimit    longest time of one score of an unbounded scorer
/// @param definitionPatience how long a run waits for the definition of its sweep before it becomes a dead letter
/// @param emitEvery          shortest time between two emissions of a leaderboard
/// @param emissionShare      largest share of time spent on emissions while runs arrive, 0 to 1
/// @param forgetAfter        how long after its end the state of a sweep is kept; longer than `run.completed` is, so that no run
///                           of it can come again
/// @param forgetAtOnce       most entries deleted at one tick: a fraction of a transaction, whatever the size of the sweep
public record ScoringSettings(Duration scorerTimeLimit, Duration definitionPatience, Duration emitEvery,
        double emissionShare, Duration forgetAfter, int forgetAtOnce) {

    public static final ScoringSettings DEFAULT = new ScoringSettings(SweepScorers.TIME_LIMIT, Duration.ofSeconds(30),
            Duration.ofMillis(125), 0.1, Duration.ofDays(8), 500);

    public ScoringSettings {
        if (!(emissionShare > 0 && emissionShare <= 1)) {
            throw new IllegalArgumentException("emissionShare must be above 0 and at most 1, was " + emissionShare);
        }
        if (forgetAtOnce < 1) {
            throw new IllegalArgumentException("forgetAtOnce must be 1 or more, was " + forgetAtOnce);
        }
    }
}
