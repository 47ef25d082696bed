/// The scorer interface, for built-in and for foreign scorers.
///
/// A sweep's [dev.promptlooper.contracts.sweep.ScorerDefinition]s are compiled once by [ScorerCatalog] into [SweepScorers]:
/// parameters are checked against what the [ScorerFactory] describes, the factory makes a [Scorer]. For each run
/// [SweepScorers] asks every scorer, applies negation and threshold, and turns whatever goes wrong in one scorer into an
/// unscored [dev.promptlooper.contracts.event.Score] of that scorer alone. Foreign factories are found by
/// [java.util.ServiceLoader], on the class path and in the jars of a folder ([ScorerJars]).
@NullMarked
package dev.promptlooper.scoring.scorer;

import org.jspecify.annotations.NullMarked;
