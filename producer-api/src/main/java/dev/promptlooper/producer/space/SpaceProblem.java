package dev.promptlooper.producer.space;

import org.jspecify.annotations.Nullable;

/// What is wrong with a parameter space or a strategy.
///
/// @param field   JSON path into the sweep, for example `params.temperature`
/// @param value   the offending value, or null
/// @param message what is wrong and what to do
public record SpaceProblem(String field, @Nullable Object value, String message) {}
