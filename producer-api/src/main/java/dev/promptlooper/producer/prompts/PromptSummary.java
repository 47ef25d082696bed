package dev.promptlooper.producer.prompts;

import java.time.Instant;
import java.util.Map;

/// A prompt in a listing.
///
/// @param name      name in the catalogue
/// @param latest    newest version
/// @param labels    label → version
/// @param updatedAt when the newest version was made
record PromptSummary(String name, int latest, Map<String, Integer> labels, Instant updatedAt) {}
