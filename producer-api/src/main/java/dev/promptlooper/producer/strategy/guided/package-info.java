/// Guided search: evaluates candidates a few cases at a time and decides from the results so far who gets the next ones.
///
/// [GuidedFactory] reads the sweep → [GuidedSpace] (candidates and their levels), [Walk] (the one random order of cases that all
/// candidates follow), [Measure] (result → objective and constraints) → [GuidedStrategy], which keeps one [Track] per tried
/// candidate, has [Beliefs] fitted every few results, picks by [Acquisition] (knowledge gradient), drops by [Racing] and explains
/// itself by [Verdicts]. What decides and why is in `docs/guided-search.md`.
///
/// Everything is a function of the entries: a track's cells say which results the last fit had seen, the learned variances are an
/// entry, all else is computed anew by a new instance and comes out the same.
@NullMarked
package dev.promptlooper.producer.strategy.guided;

import org.jspecify.annotations.NullMarked;
