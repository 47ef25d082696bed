package dev.promptlooper.contracts.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// The cases of a sweep: an immutable dataset version, or a part of it.
///
/// @param name    dataset name
/// @param version 1-based version
/// @param cases   number of cases in that version
/// @param limit   use only the first so many, or null for all
/// @param sha256  of the dataset's content, by which cases of other names and versions are known to be the same; null where it was
///                not known
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatasetRef(String name, int version, long cases, @Nullable Long limit,
        @Nullable String sha256) {

    public DatasetRef(String name, int version, long cases, @Nullable Long limit) {
        this(name, version, cases, limit, null);
    }

    /// Cases that the sweep uses.
    public long size() {
        return limit == null ? cases : Math.min(limit, cases);
    }
}
