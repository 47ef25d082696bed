package dev.promptlooper.executor.router;

import dev.promptlooper.contracts.event.AnswerSource;

/// What [SingleFlight] lets out. One thread.
interface Outbox {

    /// Completes a run with the answer that is known for the hash now.
    void answer(String hash, Waiter waiter, AnswerSource source);

    /// Completes a run as failed, with the failure that is being processed.
    void fail(Waiter waiter);

    /// Asks the caller.
    void call(String hash, Call call, int emission, long notBefore);
}
