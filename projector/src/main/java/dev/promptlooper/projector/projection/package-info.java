/// Kafka → Postgres, exactly once.
///
/// [Projector] polls; a poll becomes a [Batch] (decoded, folded by key, poison set aside); a batch becomes one database
/// transaction of [Projection]: rows ([Tables], [Upsert]), positions ([Positions]) and the numbers of the live feed. Positions
/// are the only truth about progress: they are checked when they are advanced, so that a batch that was already applied,
/// or a second projector, cannot double anything. [ProjectionSchema] makes the tables and throws them away when they do not
/// belong to the log; [KafkaLog] knows the log's identity. After a commit the changes go to the live feed's listeners.
@NullMarked
package dev.promptlooper.projector.projection;

import org.jspecify.annotations.NullMarked;
