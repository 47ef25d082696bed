package dev.promptlooper.executor.caller;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.executor.caller.CallSource.Delivery;
import dev.promptlooper.executor.limits.Admission.Permit;
import dev.promptlooper.executor.limits.EndpointLimiter;
import dev.promptlooper.executor.limits.Share;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Takes deliveries, drops what is answered already, joins what is under way already, and puts the rest into the lane of its
/// endpoint. Thread-safe; never blocks.
final class CallDesk implements Lane.Runner {

    private static final int REMEMBERED = 100_000;
    /// What a call costs besides its body.
    private static final long OVERHEAD_BYTES = 1 << 10;

    private final CallerSettings settings;
    private final Endpoints endpoints;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;
    private final CallRunner runner;
    private final AnsweredHashes answered = new AnsweredHashes(REMEMBERED);
    private final ConcurrentHashMap<String, Work> works = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Lane> lanes = new ConcurrentHashMap<>();
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final SweepGates gates = new SweepGates();
    private volatile Share share = Share.WHOLE;
    private volatile boolean stopped;

    CallDesk(CallerSettings settings, Endpoints endpoints, CallRunner runner, ScheduledExecutorService timer,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.endpoints = endpoints;
        this.runner = runner;
        this.timer = timer;
        this.nanoTime = nanoTime;
    }

    /// True while more deliveries are welcome. Calls of sweeps that are at their own limit count as bytes only, so that they do not
    /// keep the calls of other sweeps away.
    boolean hasRoom() {
        int held = lanes.values().stream().mapToInt(Lane::held).sum();
        return works.size() - held < settings.queuedCalls() && bytes.get() < settings.queuedBytes();
    }

    /// Partitions have come or gone: every limit is this process's share of it from now on.
    void share(Share newShare) {
        share = newShare;
        lanes.values().forEach(lane -> lane.share(newShare));
        gates.share(newShare);
    }

    /// Calls waiting and under way.
    int size() {
        return works.size();
    }

    /// What the lanes are doing, by endpoint.
    Map<String, String> describe() {
        Map<String, String> lines = new TreeMap<>();
        lanes.forEach((name, lane) -> lines.put(name, lane.describe()));
        return lines;
    }

    /// Takes a delivery; it is told when its result is durable.
    void submit(Delivery delivery) {
        CallRequested call = delivery.call();
        Work[] created = new Work[1];
        boolean[] known = new boolean[1];
        SweepGate gate = gates.enter(call);
        works.compute(call.configHash(), (hash, underWay) -> {
            if (underWay != null) {
                underWay.attach(delivery);
                return underWay;
            }
            if (answered.satisfies(call)) {
                known[0] = true;
                return null;
            }
            created[0] = new Work(delivery, gate, sequence.incrementAndGet(), TokenEstimate.of(call, endpoints));
            return created[0];
        });
        if (created[0] != null) {
            bytes.addAndGet(weight(call));
            enqueue(created[0]);
            return;
        }
        gates.leave(call);
        if (known[0]) {
            delivery.done();
        }
    }

    /// Starts nothing more; what is under way goes on until [CallRunner] is closed.
    void stop() {
        stopped = true;
        lanes.values().forEach(Lane::stop);
    }

    @Override
    public void start(Lane lane, Work work, Permit permit) {
        Thread.ofVirtual().start(() -> runner.attempt(this, lane, work, permit));
    }

    @Override
    public void giveUp(Work work, Duration circuitOpenFor) {
        if (!work.isWanted()) {
            dropped(work);
            return;
        }
        Thread.startVirtualThread(() -> runner.failed(this, work, FailureClass.CIRCUIT_OPEN,
                "endpoint '" + work.call().endpoint() + "' has failed every time for " + circuitOpenFor.toSeconds()
                        + " s, so it is not asked; see the failures before this one, and retry when it is back",
                null));
    }

    /// The result of a call is durable.
    ///
    /// @param answeredAt of the answer, or null after a failure
    void finished(Work work, @Nullable Long answeredAt) {
        CallRequested call = work.call();
        if (answeredAt != null) {
            answered.add(call.configHash(), answeredAt);
        }
        remove(work);
        for (Delivery delivery : work.deliveries()) {
            if (answeredAt != null && !AnsweredHashes.satisfies(answeredAt, delivery.call())) {
                submit(delivery); // it wants a younger answer than the one it had joined
            } else {
                delivery.done();
            }
        }
    }

    /// Nobody here wants the call any more.
    void dropped(Work work) {
        remove(work);
        work.deliveries().stream().filter(Delivery::isOurs).forEach(this::submit); // came in the meantime
    }

    private void remove(Work work) {
        if (works.remove(work.call().configHash(), work)) {
            bytes.addAndGet(-weight(work.call()));
            gates.leave(work.call());
        }
    }

    private static long weight(CallRequested call) {
        return call.body().length() + OVERHEAD_BYTES;
    }

    private void enqueue(Work work) {
        Endpoint endpoint = endpoints.find(work.call());
        if (endpoint == null) {
            Thread.startVirtualThread(() -> runner.failed(this, work, FailureClass.UNKNOWN_ENDPOINT,
                    endpoints.problem(work.call()), null));
            return;
        }
        Lane lane = lanes.computeIfAbsent(endpoint.name(),
                _ -> new Lane(new EndpointLimiter(endpoint, share, settings.patience(), nanoTime), timer, this));
        if (stopped) {
            lane.stop();
        }
        lane.offer(work, endpoint, share);
    }
}
