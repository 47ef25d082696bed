package dev.promptlooper.contracts.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// The cases of a sweep: an immutable dataset version, or a part of it.
///
/// @param name    dataset name
/// @param version 1-based version
/// @param cases   number of cases in that version
/// @param limit   use only the first so many, or null for all
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatasetRef(String name, int version, long cases, @Nullable Long limit) {

    /// Cases that the sweep uses.
    public long size() {
        return limit == null ? cases : Math.min(limit, cases);
    }
}
