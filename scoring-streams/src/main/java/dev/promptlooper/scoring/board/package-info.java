/// From completed runs to a leaderboard: one Kafka Streams application with two stages.
///
/// `run.completed` → [ScoreProcessor] asks the sweep's scorers ([RunScorer]) → `run.scored` (key sweepId, so that all runs of
/// a sweep meet in one task) → [BoardProcessor]. That one keeps three stores: `cells` (what each run contributed, by which
/// duplicates and re-scored runs replace instead of add), `candidates` ([CandidateState], exact sums) and `sweeps` (what was
/// emitted). A wall-clock punctuation sends `candidate.stats` of what changed and then the `leaderboard`.
///
/// Both stages need the sweep's definition, which a global store holds; runs that arrive before it wait in a [Parking].
@NullMarked
package dev.promptlooper.scoring.board;

import org.jspecify.annotations.NullMarked;
