package dev.promptlooper.executor.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.event.CallRequested;
import dev.promptlooper.executor.limits.Admission.Permit;
import dev.promptlooper.executor.limits.EndpointLimiter;
import dev.promptlooper.executor.limits.Feedback;
import dev.promptlooper.executor.limits.Share;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// Lanes and the limits of sweeps, without any call: what is started is ended by the test.
class LaneTest {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final SweepGates gates = new SweepGates();
    private final List<Started> started = new ArrayList<>();
    private final Map<String, Lane> lanes = new HashMap<>();
    private final Map<String, Endpoint> endpoints = new HashMap<>();
    private Share share = Share.WHOLE;
    private long sequence;

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void sweepAtItsLimitLeavesTheEndpointToTheOthers() {
        // Given
        lane("local", 10);
        // When
        offer("small", 2, 20);
        offer("big", null, 20);
        // Then
        assertThat(underWay("small")).isEqualTo(2);
        assertThat(underWay("big")).isEqualTo(8);
        assertThat(local().held()).isEqualTo(18);
        assertThat(local().describe()).contains("30 waiting (18 for the limit of their sweep), 10 of 10");
        // When
        end("small");
        // Then
        assertThat(underWay("small")).isEqualTo(2);
    }

    @Test
    void limitHoldsOverAllEndpointsOfASweep() {
        // Given
        lane("one", 10);
        lane("two", 10);
        // When
        for (int i = 0; i < 5; i++) {
            offer("s", "one", 3, 50, 1_000);
            offer("s", "two", 3, 50, 1_000);
        }
        // Then
        for (int ended = 0; ended < 10; ended++) {
            assertThat(underWay("s")).isEqualTo(Math.min(3, 10 - ended));
            end("s");
        }
    }

    @Test
    void youngestRequestSaysTheLimit() {
        // Given
        lane("local", 100);
        for (int i = 0; i < 20; i++) {
            offer("s", "local", 8, 50, 1_000);
        }
        assertThat(underWay("s")).isEqualTo(8);
        // When
        offer("s", "local", 2, 50, 2_000);
        offer("s", "local", 8, 50, 1_500);
        for (int i = 0; i < 7; i++) {
            end("s");
        }
        // Then
        assertThat(underWay("s")).isEqualTo(2);
        // When
        offer("s", "local", 50, 50, 3_000);
        // Then
        assertThat(underWay("s")).isEqualTo(16);
        // When
        offer("s", "local", null, 50, 4_000);
        // Then
        assertThat(underWay("s")).isEqualTo(17);
    }

    @Test
    void endpointIsSharedInProportionToThePriorities() {
        // Given
        lane("local", 1);
        for (int i = 0; i < 400; i++) {
            offer("low", "local", null, 20, 1_000);
            offer("high", "local", null, 80, 1_000);
        }
        // When
        Map<String, Integer> ended = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            ended.merge(end(started.getFirst()), 1, Integer::sum);
        }
        // Then
        assertThat(ended.get("low")).isBetween(55, 65);
        // When
        offer("late", "local", null, 40, 1_000);
        // Then
        for (int i = 0; i < 6; i++) {
            ended.merge(end(started.getFirst()), 1, Integer::sum);
        }
        assertThat(ended).containsKey("late");
    }

    @Test
    void sweepThatWasHeldHasNothingToCatchUpOn() {
        // Given
        lane("local", 2);
        for (int i = 0; i < 200; i++) {
            offer("limited", "local", 1, 50, 1_000);
            offer("free", "local", null, 50, 1_000);
        }
        for (int i = 0; i < 100; i++) {
            end("free");
        }
        // When
        offer("limited", "local", 2, 50, 2_000);
        end("limited");
        // Then
        Map<String, Integer> ended = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            ended.merge(end(started.getFirst()), 1, Integer::sum);
        }
        assertThat(ended.get("limited")).isBetween(8, 13);
    }

    @Test
    void limitOfASweepIsSharedByTheProcesses() {
        // Given
        share = new Share(Set.of(0, 1), 4);
        gates.share(share);
        lane("local", 100);
        // When
        offer("s", 6, 20);
        // Then
        assertThat(underWay("s")).isEqualTo(3);
        // When
        gates.share(Share.WHOLE);
        // Then
        assertThat(underWay("s")).isEqualTo(6);
    }

    @Test
    void whateverHappensLimitsHoldAndNoCallIsForgotten() {
        for (int seed = 0; seed < 300; seed++) {
            // Given
            Random random = new Random(seed);
            lanes.clear();
            started.clear();
            for (String endpoint : List.of("one", "two")) {
                lane(endpoint, 1 + random.nextInt(6));
            }
            Map<String, Integer> limits = Map.of("a", 1, "b", 3, "c", 5);
            int offered = 0;
            int ended = 0;
            for (int step = 0; step < 200; step++) {
                // When
                if (random.nextBoolean()) {
                    String sweep = List.of("a", "b", "c", "d").get(random.nextInt(4));
                    offer(sweep, random.nextBoolean() ? "one" : "two", limits.get(sweep), 1 + random.nextInt(100),
                            1_000);
                    offered++;
                } else if (!started.isEmpty()) {
                    end(started.get(random.nextInt(started.size())));
                    ended++;
                }
                // Then
                limits.forEach((sweep, limit) -> assertThat(underWay(sweep)).isLessThanOrEqualTo(limit));
            }
            while (!started.isEmpty()) {
                end(started.getFirst());
                ended++;
            }
            assertThat(ended).as("seed %d", seed).isEqualTo(offered);
        }
    }

    private void lane(String name, int concurrency) {
        Endpoint endpoint = new Endpoint(name, "http://127.0.0.1:1/v1", null, Map.of(), concurrency, null, null,
                Duration.ofSeconds(1), 1, 1, Map.of());
        endpoints.put(name, endpoint);
        lanes.put(name, new Lane(new EndpointLimiter(endpoint, share, Duration.ofSeconds(1), System::nanoTime), timer,
                new Lane.Runner() {
                    @Override
                    public void start(Lane lane, Work work, Permit permit) {
                        started.add(new Started(lane, work, permit));
                    }

                    @Override
                    public void giveUp(Work work, Duration circuitOpenFor) {
                        throw new AssertionError("no endpoint fails here");
                    }
                }));
    }

    private Lane local() {
        return Objects.requireNonNull(lanes.get("local"));
    }

    private void offer(String sweep, @Nullable Integer concurrency, int calls) {
        for (int i = 0; i < calls; i++) {
            offer(sweep, "local", concurrency, 50, 1_000);
        }
    }

    private void offer(String sweep, String endpoint, @Nullable Integer concurrency, int priority, long requestedAt) {
        CallRequested call = new CallRequested(1, "hash" + sequence, endpoint, "http://127.0.0.1:1/v1", "m", "{}",
                sweep, priority, concurrency, 0, 1, requestedAt);
        Work work = new Work(new FakeDelivery(call, sequence), gates.enter(call), sequence++, 1);
        Objects.requireNonNull(lanes.get(endpoint))
                .offer(work, Objects.requireNonNull(endpoints.get(endpoint)), share);
    }

    private long underWay(String sweep) {
        return started.stream().filter(one -> one.work().call().sweepId().equals(sweep)).count();
    }

    private void end(String sweep) {
        end(started.stream().filter(one -> one.work().call().sweepId().equals(sweep)).findFirst().orElseThrow());
    }

    /// @return its sweep
    private String end(Started one) {
        started.remove(one);
        one.lane().release(one.work(), one.permit(), new Feedback.Abandoned());
        gates.leave(one.work().call());
        return one.work().call().sweepId();
    }

    private record Started(Lane lane, Work work, Permit permit) {}
}
