package dev.promptlooper.scoring.scorer;

import org.jspecify.annotations.Nullable;

/// A scorer as one sweep uses it.
///
/// @param metric    its name in the sweep
/// @param scorer    the scorer
/// @param threshold value from which a run passes (after negation), or null for no verdict
/// @param negate    whether the value is turned around
/// @param bounded   true when its work is bounded by construction, so that it needs no time limit
public record ConfiguredScorer(String metric, Scorer scorer, @Nullable Double threshold, boolean negate,
        boolean bounded) {}
