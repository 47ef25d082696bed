package dev.promptlooper.producer.strategy;

/// Takes proposed runs one by one; the output side of a [SearchStrategy].
@FunctionalInterface
public interface Taker {

    /// @param candidate index of the candidate
    /// @param caseIndex position of the case in the dataset
    /// @param repeat    0-based repeat
    /// @return true when the run will be made; false when there is no room, no budget or no case data *now*: the run was not
    ///         taken, must be proposed again later, and nothing else is taken for this demand
    boolean take(long candidate, long caseIndex, int repeat);
}
