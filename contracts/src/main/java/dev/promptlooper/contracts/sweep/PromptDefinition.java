package dev.promptlooper.contracts.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;

import java.util.List;
import java.util.Map;

/// One prompt version as a sweep uses it: resolved, with its messages.
///
/// @param name     name in the catalogue, unique inside a sweep together with the version
/// @param version  1-based version in the catalogue; 0 for a prompt that was given inline and is not in the catalogue
/// @param messages chat messages as the API takes them (`role`, `content` as string or as parts, `name`, …); every string
///                 inside is a template, every other field is sent as it stands
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PromptDefinition(String name, int version, List<Map<String, Object>> messages) {

    public PromptDefinition {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a prompt needs a name");
        }
        if (messages.isEmpty()) {
            throw new IllegalArgumentException(
                    "prompt '" + name + "' has no messages; give at least one {role, content}");
        }
        messages = List.copyOf(messages);
    }

    /// `name@version`, or the bare name when it is inline.
    public String ref() {
        return version == 0 ? name : name + "@" + version;
    }
}
