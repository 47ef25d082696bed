/// The planner: a Kafka Streams topology, keyed by sweep, that turns sweeps into run requests under a credit window and a
/// budget, and settles them when their results come back.
///
/// [PlannerTopology] wires [PlannerProcessor], a thin shell around [Planner], which is plain Java: commands come in through
/// [Commands], runs go out through [Emitter] (strategy → case → request → [Ledger] → `run.requested`) and come back through
/// [Planner#scored]. A [Sweep] is rebuilt from [SweepState] and small entries at any time; [FairShares] is advisory and lives
/// in memory only.
@NullMarked
package dev.promptlooper.producer.planner;

import org.jspecify.annotations.NullMarked;
