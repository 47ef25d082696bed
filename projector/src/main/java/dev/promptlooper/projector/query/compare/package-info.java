/// Candidates against each other, case by case: paired differences with interval and test, the cases in which they differ most, and
/// what each answered. Aggregates come from SQL over all cases; only samples below 30 pairs are looked at value by value.
@NullMarked
package dev.promptlooper.projector.query.compare;

import org.jspecify.annotations.NullMarked;
