/// Successive halving and its asynchronous form, ASHA: candidates climb rungs of more and more cases, and only the better part
/// of each rung climbs on. They rank, they claim nothing: no error rate, no probability. They are here for comparison and for
/// people who want a rule that fits into a sentence.
///
/// [HalvingFactory] reads the parameters, [Field] keeps the [Contender]s with their entries, [Schedule] says how far each rung
/// goes. [HalvingStrategy] waits for a whole rung, [AshaStrategy] promotes as results come in. All candidates walk the same
/// shuffled [CaseOrder], so that they are compared on the same cases.
@NullMarked
package dev.promptlooper.producer.strategy.halving;

import org.jspecify.annotations.NullMarked;
