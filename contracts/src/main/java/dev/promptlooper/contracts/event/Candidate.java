package dev.promptlooper.contracts.event;

import java.util.Map;
import java.util.Objects;

/// One prompt version × model × parameters: a thing that can win.
///
/// @param id            first 16 hexadecimal digits of the SHA-256 over the canonical JSON of the fields that follow, so that the
///                      same candidate has the same id in every sweep
/// @param index         position in the enumeration of its sweep, 0-based; ties in a ranking are broken by it
/// @param prompt        name of the prompt
/// @param promptVersion version of the prompt, 1-based; 0 for a prompt that was given inline
/// @param endpoint      name of the endpoint
/// @param model         model as the endpoint knows it
/// @param params        request parameters (temperature, max_tokens, …) in the order of the sweep's axes; values are JSON values
public record Candidate(String id, long index, String prompt, int promptVersion, String endpoint, String model,
        Map<String, Object> params) {

    public Candidate {
        Objects.requireNonNull(id, "id");
        params = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(params));
        if (index < 0) {
            throw new IllegalArgumentException("candidate index must be 0 or more, was " + index);
        }
    }

    /// The model as sweep files write it: `endpoint/model`.
    public String modelRef() {
        return endpoint + "/" + model;
    }
}
