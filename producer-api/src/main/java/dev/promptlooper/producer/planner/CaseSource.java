package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.DatasetCase;

import java.util.List;

/// Reads the immutable cases of a dataset version in pages. Implementations are thread-safe.
public interface CaseSource {

    /// @param dataset dataset name
    /// @param version 1-based version
    /// @param from    0-based index of the first case
    /// @param count   most cases to return
    /// @return cases in index order; fewer than `count` only at the end
    /// @throws dev.promptlooper.contracts.kafka.RetryLater when the database does not answer
    List<DatasetCase> cases(String dataset, int version, long from, int count);
}
