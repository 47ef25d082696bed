package dev.promptlooper.executor.caller;

import dev.promptlooper.executor.caller.CallSource.Delivery;

import java.util.Map;

/// What had ended in a partition when it was taken over. Immutable.
///
/// @param answeredAt hash → when it was answered, epoch milliseconds
/// @param failed     hash → its last failure
/// @param until      end of the requests at that time: what comes from there on cannot be among these
record EndedCalls(Map<String, Long> answeredAt, Map<String, Failure> failed, long until) {

    /// Nothing had.
    static final EndedCalls NONE = new EndedCalls(Map.of(), Map.of(), Long.MAX_VALUE);

    /// True when a request needs no call any more: it was answered since it was made, or it has failed.
    ///
    /// A failure must name the offset of the request or of a later one. By its time alone a failure could be that of an earlier
    /// question, and somebody who asked again after it would wait in vain.
    boolean contains(Delivery delivery) {
        String hash = delivery.call().configHash();
        Long at = answeredAt.get(hash);
        if (at != null && AnsweredHashes.satisfies(at, delivery.call())) {
            return true;
        }
        Failure failure = failed.get(hash);
        return failure != null && failure.offset() >= delivery.offset()
                && failure.at() >= delivery.call().requestedAt();
    }

    /// A call that was given up.
    ///
    /// @param offset of the youngest request that it answers
    /// @param at     epoch milliseconds
    record Failure(long offset, long at) {}
}
