package dev.promptlooper.contracts.sweep;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What "best" means: `{maximize: numeric-match, subject-to: {cost-per-run-usd: {max: 0.002}}}`. Exactly one of maximize and
/// minimize. The metric is a scorer's name, [#WEIGHTED_SUM], or one of the built-in metrics in [Metrics].
///
/// @param maximize  metric to make large, or null
/// @param minimize  metric to make small, or null
/// @param subjectTo constraints on means: metric → bound
/// @param failuresAs value that a failed run counts with; null leaves failed runs out (they show in the error rate)
// Without its is-getter, which would take the name of the component away.
@JsonAutoDetect(isGetterVisibility = JsonAutoDetect.Visibility.NONE)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Objective(@Nullable String maximize, @Nullable String minimize,
        @JsonProperty("subject-to") Map<String, Bound> subjectTo,
        @JsonProperty("failures-as") @Nullable Double failuresAs) {

    /// The sum of all scorers' values, each times its weight.
    public static final String WEIGHTED_SUM = "weighted-sum";

    @JsonCreator
    public Objective(@JsonProperty("maximize") @Nullable String maximize,
            @JsonProperty("minimize") @Nullable String minimize,
            @JsonProperty("subject-to") @Nullable Map<String, Bound> subjectTo,
            @JsonProperty("failures-as") @Nullable Double failuresAs) {
        if ((maximize == null) == (minimize == null)) {
            throw new IllegalArgumentException(
                    "an objective has exactly one of maximize and minimize, was maximize=" + maximize + ", minimize="
                            + minimize);
        }
        this.maximize = maximize;
        this.minimize = minimize;
        this.subjectTo = subjectTo == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(subjectTo));
        this.failuresAs = failuresAs;
    }

    /// The metric, whichever way it goes.
    public String metric() {
        return maximize != null ? maximize : java.util.Objects.requireNonNull(minimize);
    }

    public boolean isMaximize() {
        return maximize != null;
    }

    /// @param min smallest admitted mean, or null
    /// @param max largest admitted mean, or null
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Bound(@Nullable Double min, @Nullable Double max) {
        public Bound {
            if (min == null && max == null) {
                throw new IllegalArgumentException("a constraint needs min or max");
            }
        }
    }
}
