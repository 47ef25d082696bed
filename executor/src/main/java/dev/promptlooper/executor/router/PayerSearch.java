package dev.promptlooper.executor.router;

import dev.promptlooper.contracts.event.AnswerSource;
import org.jspecify.annotations.Nullable;

/// Finds the one waiter that pays for an answer: who paid for it before, else the oldest that it satisfies. Who joins later
/// changes nothing, so that a redelivered answer has the same payer.
final class PayerSearch {

    private final long answeredAt;
    private final Fate paid;
    private @Nullable String payer;
    private boolean hasPaid;
    private long oldest = Long.MAX_VALUE;

    PayerSearch(long answeredAt) {
        this.answeredAt = answeredAt;
        this.paid = new Fate.Answered(AnswerSource.CALL, answeredAt);
    }

    void see(Waiter waiter) {
        if (waiter.fate().equals(paid)) {
            payer = waiter.id();
            hasPaid = true;
        } else if (!hasPaid && waiter.isOpen() && waiter.isSatisfiedBy(answeredAt)
                && waiter.requestedAt() < oldest) {
            payer = waiter.id();
            oldest = waiter.requestedAt();
        }
    }

    /// Id of the waiter found, or null when the answer satisfies none.
    @Nullable
    String payer() {
        return payer;
    }
}
