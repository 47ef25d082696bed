package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.executor.limits.Share;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// The gates of the sweeps that limit their calls, for as long as calls of them are at the desk. Thread-safe.
final class SweepGates {

    private final ConcurrentHashMap<String, Counted> gates = new ConcurrentHashMap<>();
    private volatile Share share = Share.WHOLE;

    /// A call comes to the desk; [#leave] must follow.
    ///
    /// @return the gate it has to pass, or null when its sweep sets no limit
    @Nullable
    SweepGate enter(CallRequested call) {
        Integer limit = call.concurrency();
        if (limit == null) {
            return null;
        }
        SweepGate gate = Objects.requireNonNull(gates.compute(call.sweepId(), (_, known) -> known == null
                ? new Counted(new SweepGate(), 1)
                : new Counted(known.gate(), known.calls() + 1))).gate();
        tryAgain(gate, gate.learn(Math.max(1, limit), call.requestedAt(), share));
        return gate;
    }

    /// A call has left the desk.
    void leave(CallRequested call) {
        if (call.concurrency() != null) {
            gates.computeIfPresent(call.sweepId(),
                    (_, known) -> known.calls() == 1 ? null : new Counted(known.gate(), known.calls() - 1));
        }
    }

    /// Partitions have come or gone.
    void share(Share newShare) {
        share = newShare;
        gates.values().forEach(known -> tryAgain(known.gate(), known.gate().share(newShare)));
    }

    static void tryAgain(SweepGate gate, List<Lane> lanes) {
        lanes.forEach(lane -> lane.tryAgain(gate));
    }

    private record Counted(SweepGate gate, int calls) {}
}
