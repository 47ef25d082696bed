/// The planner: a Kafka Streams topology, keyed by sweep, that turns sweeps into run requests under a credit window and a
/// budget, and settles them when their results come back.
@NullMarked
package dev.promptlooper.producer.planner;

import org.jspecify.annotations.NullMarked;
