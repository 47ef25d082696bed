package dev.promptlooper.producer.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// The very requests of a few runs.
///
/// @param candidates candidates that were rendered
/// @param cases      cases that were rendered
/// @param requests   one per candidate and case
/// @param warnings   what is odd
public record DryRun(int candidates, int cases, List<Rendered> requests, List<String> warnings) {

    /// One request, or why there is none.
    ///
    /// @param prompt       name, or name@version
    /// @param model        endpoint/model
    /// @param expected     the case's reference answer
    /// @param body         exactly what would be sent; absent with a problem, like all behind it
    /// @param configHash   key of the answer in the cache
    /// @param known        whether the answer is known; absent when that cannot be found out now
    /// @param promptTokens estimated
    /// @param problem      why there is no request
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Rendered(long candidateIndex, String prompt, String model, Map<String, @Nullable Object> params,
            String caseId, long caseIndex, @Nullable String expected, @Nullable String endpointUrl,
            @JsonRawValue @Nullable String body, @Nullable String configHash, @Nullable Boolean known,
            @Nullable Long promptTokens, @Nullable String problem) {}
}
