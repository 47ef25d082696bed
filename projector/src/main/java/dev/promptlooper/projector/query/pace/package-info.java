/// A sweep over time and in trouble: throughput, latency and spend from the counts that the projection keeps (`results.pace`), errors
/// by cause, and what was paid to whom.
@NullMarked
package dev.promptlooper.projector.query.pace;

import org.jspecify.annotations.NullMarked;
