package dev.promptlooper.executor.limits;

/// Whether an attempt may go now.
public sealed interface Admission {

    /// It may; give the permit back.
    record Granted(Permit permit) implements Admission {}

    /// All permits are out; ask again when one came back.
    record Full() implements Admission {}

    /// The endpoint would take it, but the caller's own condition does not hold.
    record Held() implements Admission {}

    /// Not yet.
    ///
    /// @param nanos ask again after this
    record Later(long nanos) implements Admission {}

    /// The endpoint has failed for so long that waiting makes no sense.
    ///
    /// @param openNanos how long it has been failing
    record Broken(long openNanos) implements Admission {}

    /// One attempt's permission.
    ///
    /// @param acquisition number of it
    /// @param tokens      estimate that was taken from the tokens per minute
    /// @param probe       true when it tries out an open circuit
    record Permit(long acquisition, long tokens, boolean probe) {}
}
