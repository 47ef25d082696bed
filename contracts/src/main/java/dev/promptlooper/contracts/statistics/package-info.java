/// Formulas that more than one service uses, in plain Java: distributions, and the comparison of two candidates case by case.
/// A candidate's own mean and interval are in `scoring.statistics`. `docs/statistics.md` says which one is used where.
@NullMarked
package dev.promptlooper.contracts.statistics;

import org.jspecify.annotations.NullMarked;
