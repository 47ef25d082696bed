package dev.promptlooper.producer.plan;

import java.util.Collection;
import java.util.OptionalLong;

/// Counts answers that are known already. Thread-safe.
@FunctionalInterface
public interface KnownAnswers {

    /// @param hashes config hashes, distinct
    /// @return how many of them have an answer; empty when that cannot be found out now
    OptionalLong countKnown(Collection<String> hashes);
}
