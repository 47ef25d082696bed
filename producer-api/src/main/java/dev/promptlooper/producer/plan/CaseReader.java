package dev.promptlooper.producer.plan;

import dev.promptlooper.contracts.event.DatasetCase;

import java.util.List;

/// Reads cases for an estimate. Thread-safe.
@FunctionalInterface
public interface CaseReader {

    /// @param dataset dataset name
    /// @param version 1-based version
    /// @param from    0-based index of the first case
    /// @param count   most cases to return
    /// @return cases in index order; fewer than `count` only at the end
    List<DatasetCase> cases(String dataset, int version, long from, int count);
}
