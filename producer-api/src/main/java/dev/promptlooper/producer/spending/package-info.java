/// The daily cap of a key: how much the sweeps that it launched may spend per UTC day.
///
/// `SpendingCap` is asked in the transaction that accepts a launch or a change of a budget, and locks the key, so that two
/// launches at once do not both fit into what is left. It also follows what the planner says was spent.
@NullMarked
package dev.promptlooper.producer.spending;

import org.jspecify.annotations.NullMarked;
