package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.producer.space.RequestFactory;
import org.jspecify.annotations.Nullable;

/// The part of a sweep that one endpoint answers. Lanes do not wait for each other, so all endpoints of a sweep are busy at
/// once. Not thread-safe, and not durable: rebuilt from the outstanding runs.
final class Lane {

    final String name;
    final CompletionRate rate = new CompletionRate();
    @Nullable
    Endpoint endpoint;
    int outstanding;
    int window;
    boolean exhausted;
    boolean blockedByBudget;
    boolean waiting;
    private @Nullable Work work;

    Lane(String name) {
        this.name = name;
    }

    /// Everything of the candidate in hand that does not depend on the case.
    Work work(long candidate, java.util.function.LongFunction<Work> make) {
        Work current = work;
        if (current == null || current.candidate().index() != candidate) {
            current = make.apply(candidate);
            work = current;
        }
        return current;
    }

    record Work(Candidate candidate, RequestFactory.ForCandidate requests) {}
}
