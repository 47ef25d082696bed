/// Cache and single flight: turns `run.requested` into `run.completed`, asking for each unknown answer once.
///
/// A request whose answer is known is completed at once. Otherwise it joins the flight of its config hash, or starts one and
/// asks the caller (`call.requested`). `response` and `call.failed` land the flight: every waiter is completed, the first one
/// as the one that pays. All topics involved are co-partitioned by config hash, so that a hash is the business of one task.
///
/// The router is at-least-once and idempotent. It moves bytes: it reads the few fields that it decides on and copies the rest,
/// so that a cached hit costs little more than one look-up. [dev.promptlooper.executor.router.SingleFlight] is the state
/// machine (plain Java), `RouterProcessor` its shell, [dev.promptlooper.executor.router.RouterTopology] the wiring.
@NullMarked
package dev.promptlooper.executor.router;

import org.jspecify.annotations.NullMarked;
