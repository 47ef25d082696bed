package dev.promptlooper.producer.strategy.guided.model;

/// Results of candidates by position of the walk, one row each, read as often as needed. A row is not kept longer than until the
/// next one is asked for: there may be more of them than fit into the heap.
public interface Rows {

    /// Candidates that have results.
    int size();

    /// Positions of a row that may be filled.
    int length(int row);

    /// The scores of a row, with [CaseEffects#PENDING] and [CaseEffects#NONE], at least [#length] of them; not to be changed.
    float[] cells(int row);
}
