/// Every record that travels through a topic.
///
/// A run flows `RunRequested` → (`CallRequested` → `ResponseRecorded` or `CallFailed`) → `RunCompleted` → `RunScored` →
/// `CandidateStats` and `Leaderboard`; a sweep is steered by `SweepCommand`, tells its story in `SweepEvent` and says what it
/// found out in `Verdict`.
/// What no service can process ends as a `DeadLetter`. All are immutable, JSON on the wire, and carry a `schema` number.
@NullMarked
package dev.promptlooper.contracts.event;

import org.jspecify.annotations.NullMarked;
