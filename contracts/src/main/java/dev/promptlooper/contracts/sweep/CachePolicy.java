package dev.promptlooper.contracts.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// Which known answers a sweep accepts.
///
/// @param refresh       true = none that is older than the sweep's launch: ask the models again (and renew the cache)
/// @param maxAgeMinutes oldest answer accepted, or null for any age
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CachePolicy(boolean refresh, @JsonProperty("max-age-minutes") @Nullable Double maxAgeMinutes) {

    public static final CachePolicy USE = new CachePolicy(false, null);

    /// Answers before this instant (epoch milliseconds) do not count; null = all count.
    public @Nullable Long notBefore(long launchedAt) {
        if (refresh) {
            return launchedAt;
        }
        return maxAgeMinutes == null ? null : launchedAt - (long) (maxAgeMinutes * 60_000);
    }
}
