package dev.promptlooper.producer.prompts;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One immutable version of a prompt.
///
/// @param name        name in the catalogue
/// @param version     1-based
/// @param hash        SHA-256 over the canonical JSON of the messages; the identity of the content
/// @param messages    chat messages
/// @param description why it was made, or null
/// @param variables   variables that the templates refer to
/// @param labels      labels that point at this version now
/// @param createdAt   when
/// @param createdBy   by whom
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PromptVersion(String name, int version, String hash, List<Map<String, Object>> messages,
        @Nullable String description, Set<String> variables, List<String> labels, Instant createdAt,
        String createdBy) {

    /// As sweeps use it.
    public PromptDefinition definition() {
        return new PromptDefinition(name, version, messages);
    }
}
