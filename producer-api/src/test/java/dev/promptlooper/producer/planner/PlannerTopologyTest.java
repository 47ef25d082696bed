package dev.promptlooper.producer.planner;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.kafka.RetryLater;
import dev.promptlooper.contracts.sweep.CachePolicy;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.producer.space.Sweeps;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/// The way of a sweep that nobody steers.
class PlannerTopologyTest {

    private static final Endpoint LOCAL = Endpoint.of("local", "http://127.0.0.1:1/v1");
    private static final Endpoint OTHER = Endpoint.of("other", "http://127.0.0.1:2/v1");

    @Test
    void everyPlannedRunIsRequestedOnceAndTheSweepCompletes() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            var definition = sweep("s").param("temperature", List.of(0, 0.5, 1)).cases(7).repeats(2).build();
            // When
            simulation.launch(definition);
            simulation.finish("s");
            // Then
            assertThat(simulation.requested).hasSize(3 * 7 * 2);
            assertThat(simulation.kinds("s")).containsExactly(Kind.LAUNCHED, Kind.DRAINING, Kind.COMPLETED);
            SweepEvent last = simulation.last("s");
            assertThat(last.totals().planned()).isEqualTo(42);
            assertThat(last.totals().settled()).isEqualTo(42);
            assertThat(last.totals().outstanding()).isZero();
            assertThat(last.totals().spentCalls()).isEqualTo(42);
            assertThat(simulation.definitions).containsExactly(definition);
        }
    }

    @Test
    void requestsCarryTheBodyThatTheHashIsTakenOver() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // When
            simulation.launch(sweep("s").param("temperature", 0.5)
                    .cases(1)
                    .repeats(2)
                    .cache(new CachePolicy(true, null))
                    .build());
            // Then
            RunRequested second = simulation.requested.get(1);
            assertThat(second.body()).isEqualTo(
                    "{\"messages\":[{\"content\":\"Answer: What is 0?\",\"role\":\"user\"}],\"model\":\"m\",\"temperature\":0.5}");
            assertThat(second.configHash()).isEqualTo(ConfigHash.of(second.body(), LOCAL.baseUrl(), 1));
            assertThat(second.run().id()).isEqualTo("s.0.0.1");
            assertThat(second.cacheNotBefore()).isEqualTo(simulation.events.getFirst().at());
        }
    }

    @Test
    void gridOfTenMillionLaunchesWithAWindowOfRequests() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            Sweeps sweep = sweep("s").cases(3);
            for (int axis = 0; axis < 7; axis++) {
                sweep.param("p" + axis, Map.of("int", List.of(0, 9), "step", 1));
            }
            // When
            simulation.launch(sweep.build());
            // Then
            assertThat(simulation.last("s").totals().planned()).isEqualTo(30_000_000);
            assertThat(simulation.requested).hasSize(20); // concurrency 8, two and a half times
        }
    }

    @Test
    void windowHoldsAboutASecondOfWorkAndNoMore() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(sweep("s").cases(100_000).build());
            // When
            simulation.serve(10_000, 50); // 1,000 runs per second
            // Then
            assertThat(simulation.maxOutstanding).isBetween(500, 1_100);
            assertThat(simulation.settledOf("s")).isGreaterThan(8_000);
        }
    }

    @Test
    void concurrencyOfTheSweepTravelsWithItsRunsAndBoundsTheWindowTogetherWithItsPace() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // When
            simulation.launch(sweep("s").cases(1_000).concurrency(6).build());
            // Then
            assertThat(simulation.maxOutstanding).isEqualTo(15); // 6, two and a half times
            assertThat(simulation.requested).allMatch(request -> Objects.equals(request.concurrency(), 6));
            // When
            simulation.serve(10_000, 1); // 20 runs per second
            // Then
            assertThat(simulation.maxOutstanding).isBetween(20, 30);
            // When
            simulation.command("s", new SweepCommand.ChangeConcurrency(2));
            int before = simulation.requested.size();
            simulation.serve(10_000, 1);
            // Then
            assertThat(simulation.requested.subList(before, simulation.requested.size())).isNotEmpty()
                    .allMatch(request -> Objects.equals(request.concurrency(), 2));
            assertThat(simulation.outstandingOf("s")).isBetween(4, 24);
        }
    }

    @Test
    void cachedRunsOpenTheWindowOfASweepWithLowConcurrency() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(sweep("s").cases(20_000).concurrency(1).build());
            // When
            simulation.serve(5_000, Integer.MAX_VALUE);
            // Then
            assertThat(simulation.settledOf("s")).isGreaterThan(10_000);
        }
    }

    @Test
    void shareThatASweepCannotUseGoesToTheOthers() {
        // Given
        FairShares shares = new FairShares(1);
        shares.claim("local", "small", 50, 0, 4);
        shares.claim("local", "big", 50, 0, null);
        // Then
        assertThat(shares.window("local", "small", 100)).isEqualTo(10);
        assertThat(shares.window("local", "big", 100)).isEqualTo(240);
    }

    @Test
    void equalSweepsShareAnEndpointEquallyEvenWhenOneWasFirst() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(sweep("first").cases(100_000).build());
            simulation.serve(5_000, 20);
            long before = simulation.settledOf("first");
            // When
            simulation.launch(sweep("second").cases(100_000).build());
            simulation.serve(3_000, 20);
            long transition = simulation.settledOf("first");
            long secondBefore = simulation.settledOf("second");
            simulation.serve(10_000, 20);
            // Then
            double first = simulation.settledOf("first") - transition;
            double second = simulation.settledOf("second") - secondBefore;
            assertThat(before).isGreaterThan(1_000);
            assertThat(first / (first + second)).isBetween(0.4, 0.6);
        }
    }

    @Test
    void priorityDecidesTheShare() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(sweep("low").cases(100_000).priority(20).build());
            simulation.launch(sweep("high").cases(100_000).priority(80).build());
            simulation.serve(5_000, 20);
            long low = simulation.settledOf("low");
            long high = simulation.settledOf("high");
            // When
            simulation.serve(10_000, 20);
            // Then
            double share = (double) (simulation.settledOf("high") - high)
                    / (simulation.settledOf("high") - high + simulation.settledOf("low") - low);
            assertThat(share).isBetween(0.7, 0.9);
        }
    }

    @Test
    void endpointsOfASweepAreBusyAtOnceWithoutWaitingForEachOther() {
        try (Simulation simulation = new Simulation(LOCAL, OTHER)) {
            // Given
            simulation.launch(sweep("s").models("local/a", "other/b", "local/c").cases(500).build());
            // When
            for (int i = 0; i < 40; i++) {
                var fast = simulation.queue("other");
                while (!fast.isEmpty()) {
                    simulation.settle(fast.removeFirst());
                }
                simulation.idle(50);
            }
            // Then
            assertThat(simulation.requested.stream().filter(r -> r.run().candidate().endpoint().equals("other")))
                    .hasSize(500);
            assertThat(simulation.queue("local")).hasSize(20);
            simulation.finish("s");
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.COMPLETED);
            assertThat(simulation.requested).hasSize(1_500);
        }
    }

    @Test
    void runsOfOneModelAndPromptFollowEachOther() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            var definition = sweep("s").models("local/a", "local/b")
                    .prompts(Sweeps.prompt("p", "{{question}}"), Sweeps.prompt("q", "? {{question}}"))
                    .param("temperature", List.of(0, 1))
                    .cases(4)
                    .build();
            // When
            simulation.launch(definition);
            simulation.finish("s");
            // Then
            List<String> order = simulation.requested.stream()
                    .map(r -> r.run().candidate().model() + r.run().candidate().prompt())
                    .toList();
            assertThat(order.stream().distinct()).containsExactly("ap", "aq", "bp", "bq");
            assertThat(order).isSorted();
        }
    }

    @Test
    void duplicateAndForeignResultsChangeNothing() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(sweep("s").cases(4).build());
            RunRequested first = simulation.requested.getFirst();
            RunScored result = simulation.done(first.run(), first.reserved(), AnswerSource.CALL, 0.5);
            simulation.settle(result);
            // When
            simulation.sendScored(result);
            simulation.idle(600);
            // Then
            assertThat(simulation.last("s").totals().settled()).isEqualTo(1);
            assertThat(simulation.last("s").totals().spentUsd()).isEqualTo(0.5);
            simulation.queue("local").removeFirst();
            simulation.finish("s");
            simulation.sendScored(result);
            assertThat(simulation.last("s").totals().settled()).isEqualTo(4);
        }
    }

    @Test
    void hitsAndFailuresAreCounted() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(sweep("s").cases(3).build());
            // When
            List<RunRequested> all = List.copyOf(simulation.requested);
            simulation.settle(simulation.done(all.get(0).run(), Reservation.NONE, AnswerSource.HIT, 1));
            simulation.settle(simulation.done(all.get(1).run(), Reservation.NONE, AnswerSource.JOINED, 1));
            simulation.settle(simulation.failed(all.get(2).run(), Reservation.NONE));
            // Then
            SweepEvent.Totals totals = simulation.last("s").totals();
            assertThat(totals.hits()).isEqualTo(2);
            assertThat(totals.failed()).isEqualTo(1);
            assertThat(totals.spentUsd()).isZero();
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.COMPLETED);
        }
    }

    @Test
    void impossibleRequestEndsAsAFailedRun() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            var definition = sweep("s").prompts(Sweeps.prompt("p", "{{nothing}}")).cases(2).build();
            // When
            simulation.launch(definition);
            // Then
            assertThat(simulation.requested).isEmpty();
            assertThat(simulation.impossible).hasSize(2);
            RunCompleted.Failed failed = (RunCompleted.Failed) simulation.impossible.getFirst().outcome();
            assertThat(failed.failure()).isEqualTo(FailureClass.INVALID_REQUEST);
            assertThat(failed.message()).contains("case-0").contains("nothing");
            simulation.impossible.forEach(run -> simulation.settle(simulation.failed(run.run(), run.reserved())));
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.COMPLETED);
            assertThat(simulation.last("s").totals().failed()).isEqualTo(2);
        }
    }

    @Test
    void sweepThatCannotRunFailsWithTheReason() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // When
            simulation.launch(sweep("endpoint").models("nowhere/m").build());
            simulation.launch(sweep("strategy").strategy(new Strategy("magic", Map.of())).build());
            simulation.launch(sweep("range").param("top_p", Map.of("float", List.of(0, 1))).build());
            simulation.launch(sweep("empty").cases(0).build());
            simulation.launch(sweep("excluded").exclude(Map.of("model", "local/m")).build());
            // Then
            assertThat(simulation.events).allMatch(event -> event.status() == SweepStatus.FAILED);
            assertThat(simulation.last("endpoint").message()).contains("nowhere").contains("local");
            assertThat(simulation.last("strategy").message()).contains("asha, grid, guided, halving");
            assertThat(simulation.last("range").message()).contains("params.top_p").contains("points");
            assertThat(simulation.last("empty").message()).contains("no cases");
            assertThat(simulation.last("excluded").message()).contains("exclude");
        }
    }

    @Test
    void casesThatCannotBeReadAreWaitedFor() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            AtomicBoolean down = new AtomicBoolean(true);
            simulation.cases = (dataset, version, from, count) -> {
                if (down.get()) {
                    throw new RetryLater("the database does not answer", new IllegalStateException());
                }
                return Simulation.someCases(dataset, version, from, count);
            };
            simulation.launch(sweep("s").cases(5).build());
            simulation.idle(3_000);
            assertThat(simulation.requested).isEmpty();
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.RUNNING);
            // When
            down.set(false);
            simulation.idle(1_100);
            // Then
            assertThat(simulation.requested).hasSize(5);
        }
    }

    @Test
    void progressIsToldAtMostTwiceASecond() {
        try (Simulation simulation = new Simulation(LOCAL)) {
            // Given
            simulation.launch(sweep("s").cases(100_000).build());
            // When
            simulation.serve(10_000, 5);
            simulation.idle(5_000);
            // Then
            assertThat(simulation.events.stream().filter(event -> event.kind() == Kind.PROGRESS))
                    .hasSizeBetween(15, 22);
        }
    }

    @Test
    void randomSweepAsksTheSameForTheSameSeed() {
        // Given
        var definition = sweep("s").param("temperature", Map.of("float", List.of(0, 2)))
                .param("penalty", Map.of("log", List.of(0.001, 1)))
                .random(12, 7)
                .cases(3)
                .build();
        // When
        Set<String> once = hashes(definition);
        Set<String> again = hashes(definition);
        // Then
        assertThat(once).hasSize(36).isEqualTo(again);
    }

    private static Set<String> hashes(dev.promptlooper.contracts.sweep.SweepDefinition definition) {
        try (Simulation simulation = new Simulation(LOCAL)) {
            simulation.launch(definition);
            simulation.finish(definition.sweepId());
            return simulation.requested.stream().map(RunRequested::configHash).collect(Collectors.toSet());
        }
    }
}
