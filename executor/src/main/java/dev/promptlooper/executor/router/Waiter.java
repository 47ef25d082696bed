package dev.promptlooper.executor.router;

/// A run that waits for an answer, with what is needed to complete it.
///
/// @param id          purpose and run id; waiters of a flight are a set by it
/// @param completeKey key of its `run.completed`
/// @param notBefore   answers older than this (epoch milliseconds) do not satisfy it; 0 = any does
/// @param requestedAt epoch milliseconds of its request, by which a redelivery is told from a new request
/// @param passage     the fields that `run.completed` takes over from `run.requested`, as JSON without braces
/// @param fate        what has become of it
record Waiter(String id, String completeKey, long notBefore, long requestedAt, JsonBytes passage, Fate fate) {

    Waiter with(Fate newFate) {
        return new Waiter(id, completeKey, notBefore, requestedAt, passage, newFate);
    }

    boolean isOpen() {
        return fate instanceof Fate.Open;
    }

    boolean isSatisfiedBy(long answeredAt) {
        return answeredAt != SingleFlight.UNKNOWN && answeredAt >= notBefore;
    }
}
