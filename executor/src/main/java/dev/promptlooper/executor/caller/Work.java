package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.event.Attempt;
import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.executor.caller.CallSource.Delivery;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// One call on its way through the desk: the request, every delivery that asked for it, and its attempts so far.
final class Work {

    private final CallRequested call;
    private final @Nullable SweepGate gate;
    private final long sequence;
    private final long estimatedTokens;
    /// Guarded by this.
    private final List<Delivery> deliveries = new ArrayList<>(1);
    /// Only the attempt that is under way touches it; the lane hands over between attempts.
    private final List<Attempt> attempts = new ArrayList<>(1);

    /// @param gate that it must pass, or null when its sweep sets no limit
    Work(Delivery first, @Nullable SweepGate gate, long sequence, long estimatedTokens) {
        this.call = first.call();
        this.gate = gate;
        this.sequence = sequence;
        this.estimatedTokens = estimatedTokens;
        deliveries.add(first);
    }

    CallRequested call() {
        return call;
    }

    @Nullable
    SweepGate gate() {
        return gate;
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

    /// Where the youngest request for it is.
    synchronized long lastOffset() {
        return deliveries.stream().mapToLong(Delivery::offset).max().orElseThrow();
    }

    synchronized List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }
}
