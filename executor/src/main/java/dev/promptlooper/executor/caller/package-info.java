/// Makes the calls: `call.requested` in, `response` or `call.failed` out.
///
/// A poll loop of our own ([dev.promptlooper.executor.caller.Caller]) takes requests from a `CallSource`, never blocks, and gives
/// them to the `CallDesk`, which drops what is answered or under way already and queues the rest in one `Lane` per endpoint.
/// In a lane sweeps take turns by priority; a `SweepGate` holds the calls of a sweep that has as many under way as it allows.
/// A lane starts an attempt on a virtual thread whenever its limiter grants a permit; between attempts a call waits in the lane,
/// holding neither thread nor permit. Results are written with an idempotent producer; only when the broker has them does the
/// offset of the request count as done, and offsets are committed up to the first one that is not.
@NullMarked
package dev.promptlooper.executor.caller;

import org.jspecify.annotations.NullMarked;
