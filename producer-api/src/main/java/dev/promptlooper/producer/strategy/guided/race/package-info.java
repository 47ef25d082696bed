/// When a candidate is worse beyond doubt: bets against "it is as good as the leader", over the cases that both have answered, in
/// the order that all candidates walk. Needs no model of anything; the only thing in a guided search that may drop a candidate.
@NullMarked
package dev.promptlooper.producer.strategy.guided.race;

import org.jspecify.annotations.NullMarked;
