/// What a guided search believes about candidates: Bayesian linear regression over the levels of the axes and their pairs, plus a
/// deviation of its own for every candidate.
///
/// [Factor]s → [Design] (candidate → sparse features) ; cells → [CaseEffects] (difficulty of cases, mean per candidate, noise)
/// ; both → [Evidence] (normal equations, marginal likelihood) → [Hyper] (variances) → [Posterior] (mean and variance of any
/// candidate, tried or not). Plain numbers: no strategy, no state, no randomness.
@NullMarked
package dev.promptlooper.producer.strategy.guided.model;

import org.jspecify.annotations.NullMarked;
