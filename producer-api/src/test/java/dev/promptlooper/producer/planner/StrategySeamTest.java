package dev.promptlooper.producer.planner;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.CandidateSpace;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.strategy.Demand;
import dev.promptlooper.producer.strategy.Proposal;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.StrategyEvent;
import dev.promptlooper.producer.strategy.StrategyFactory;
import dev.promptlooper.producer.strategy.StrategyRegistry;
import dev.promptlooper.producer.strategy.Taker;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A strategy that waits for results and prunes on its own gets what it needs from the planner.
class StrategySeamTest {

    private static final EndpointCatalog LOCAL = EndpointCatalog.of(Endpoint.of("local", "http://127.0.0.1:1/v1"));

    @Test
    void strategyDecidesFromResultsAndPrunesWhatIsNotPinned() {
        try (Simulation simulation = new Simulation(LOCAL, new StrategyRegistry(List.of(new OneByOne())))) {
            // Given
            simulation.launch(sweep("s").strategy(new Strategy("one-by-one", Map.of()))
                    .param("temperature", List.of(0, 1, 2, 3))
                    .cases(5)
                    .build());
            simulation.command("s", new SweepCommand.Pin(List.of(1L)));
            assertThat(simulation.requested).as("the second waits for the first result").hasSize(1);
            // When
            simulation.finish("s");
            // Then
            assertThat(simulation.requested.stream().map(request -> request.run().candidate().index()))
                    .containsExactly(0L, 1L, 2L, 3L);
            assertThat(simulation.status("s")).isEqualTo(SweepStatus.COMPLETED);
            assertThat(simulation.last("s").totals().planned()).isNull();
            assertThat(
                    simulation.events.stream().filter(event -> event.kind() == Kind.PRUNED).map(SweepEvent::candidates))
                    .containsExactly(List.of(0L), List.of(2L), List.of(3L));
        }
    }

    @Test
    void halvingEndsInThePlannerAndTellsWhatItDrops() {
        for (String type : List.of("halving", "asha")) {
            try (Simulation simulation = new Simulation(LOCAL)) {
                // Given
                simulation.launch(sweep("s").strategy(new Strategy(type, Map.of("min-cases", 2)))
                        .param("temperature", List.of(0, 1, 2, 3, 4, 5, 6, 7))
                        .cases(40)
                        .build());
                // When
                simulation.finish("s");
                // Then
                assertThat(simulation.status("s")).isEqualTo(SweepStatus.COMPLETED);
                assertThat(simulation.requested).hasSizeBetween(40, 8 * 40 - 1);
                assertThat(simulation.kinds("s").contains(Kind.PRUNED)).isEqualTo(type.equals("halving"));
            }
        }
    }

    /// One run per candidate, each after the result of the one before; then the candidate is given up.
    private static final class OneByOne implements StrategyFactory {

        @Override
        public String type() {
            return "one-by-one";
        }

        @Override
        public Candidates candidates(SweepDefinition definition) {
            return CandidateSpace.of(definition);
        }

        @Override
        public SearchStrategy create(SweepDefinition definition, StateEntries state) {
            Candidates candidates = candidates(definition);
            return new SearchStrategy() {
                @Override
                public Candidates candidates() {
                    return candidates;
                }

                @Override
                public OptionalLong planned(Steering steering) {
                    return OptionalLong.empty();
                }

                @Override
                public void on(StrategyEvent event) {
                    if (event instanceof StrategyEvent.Settled settled) {
                        write("settled", settled.candidate() + 1);
                    }
                }

                @Override
                public Proposal propose(Demand demand, Taker taker) {
                    long asked = read("asked");
                    long settled = read("settled");
                    List<Proposal.Prune> prune = settled == 0
                            ? List.of()
                            : List.of(new Proposal.Prune(settled - 1, "seen enough"));
                    if (settled == candidates.end()) {
                        return new Proposal(Proposal.Outlook.EXHAUSTED, prune);
                    }
                    if (asked == settled && taker.take(asked, 0, 0)) {
                        write("asked", asked + 1);
                    }
                    return new Proposal(Proposal.Outlook.WAITING, prune);
                }

                private long read(String key) {
                    byte[] value = state.get(key);
                    return value == null ? 0 : ByteBuffer.wrap(value).getLong();
                }

                private void write(String key, long value) {
                    state.put(key, ByteBuffer.allocate(8).putLong(value).array());
                }
            };
        }
    }
}
