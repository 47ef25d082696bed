/// Launching and steering sweeps.
///
/// A request is checked against the published JSON Schema (`SweepSchema`), resolved to immutable versions
/// (`SweepResolver`), estimated, and then accepted in one database transaction that numbers the command and puts it into the
/// outbox (`SweepCommands`). `CommandRelay` carries the outbox to Kafka in order per sweep; `SweepStatusFeed` brings back what
/// the planner says.
@NullMarked
package dev.promptlooper.producer.sweeps;

import org.jspecify.annotations.NullMarked;
