package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.event.Attempt;
import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.executor.caller.CallSource.Delivery;

import java.util.ArrayList;
import java.util.List;

/// One call on its way through the desk: the request, every delivery that asked for it, and its attempts so far.
final class Work {

    private final CallRequested call;
    private final long sequence;
    private final long estimatedTokens;
    /// Guarded by this.
    private final List<Delivery> deliveries = new ArrayList<>(1);
    /// Only the attempt that is under way touches it; the lane hands over between attempts.
    private final List<Attempt> attempts = new ArrayList<>(1);

    Work(Delivery first, long sequence, long estimatedTokens) {
        this.call = first.call();
        this.sequence = sequence;
        this.estimatedTokens = estimatedTokens;
        deliveries.add(first);
    }

    CallRequested call() {
        return call;
    }

    /// Order of arrival.
    long sequence() {
        return sequence;
    }

    long estimatedTokens() {
        return estimatedTokens;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    synchronized void attach(Delivery delivery) {
        deliveries.add(delivery);
    }

    /// An attempt is about to start.
    ///
    /// @return false when every delivery was taken away meanwhile
    synchronized boolean begin() {
        boolean wanted = false;
        for (Delivery delivery : deliveries) {
            wanted |= delivery.begin();
        }
        return wanted;
    }

    synchronized boolean isWanted() {
        return deliveries.stream().anyMatch(Delivery::isOurs);
    }

    synchronized List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }
}
