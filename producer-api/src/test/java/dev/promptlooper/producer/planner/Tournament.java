package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.event.Verdict.Confidence;
import dev.promptlooper.contracts.event.Verdict.Decision;
import dev.promptlooper.contracts.event.Verdict.Difference;
import dev.promptlooper.contracts.event.Verdict.Drop;
import dev.promptlooper.contracts.event.Verdict.Dropped;
import dev.promptlooper.contracts.event.Verdict.Gain;
import dev.promptlooper.contracts.event.Verdict.Method;
import dev.promptlooper.contracts.event.Verdict.Outlook;
import dev.promptlooper.contracts.event.Verdict.Standing;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.CandidateSpace;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.strategy.Demand;
import dev.promptlooper.producer.strategy.Proposal;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.SearchVerdict;
import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.StrategyEvent;
import dev.promptlooper.producer.strategy.StrategyFactory;
import dev.promptlooper.producer.strategy.Taker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/// A search with a foregone result: in each round every candidate that is left gets five more cases, then the half with the
/// larger indexes is dropped. The last one is run to the end.
final class Tournament implements StrategyFactory {

    static final long BLOCK = 5;

    @Override
    public String type() {
        return "tournament";
    }

    @Override
    public Candidates candidates(SweepDefinition definition) {
        return CandidateSpace.of(definition);
    }

    @Override
    public SearchStrategy create(SweepDefinition definition, StateEntries state) {
        return new Search(definition, candidates(definition), state);
    }

    private static final class Search implements SearchStrategy {

        private final SweepDefinition definition;
        private final Candidates candidates;
        private final StateEntries state;

        Search(SweepDefinition definition, Candidates candidates, StateEntries state) {
            this.definition = definition;
            this.candidates = candidates;
            this.state = state;
        }

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
                write("settled/" + settled.candidate(), read("settled/" + settled.candidate()) + 1);
            }
        }

        @Override
        public Proposal propose(Demand demand, Taker taker) {
            List<Long> left = left(demand.steering());
            long target = target(left);
            for (long candidate : left) {
                String endpoint = definition.models().get(candidates.at(candidate).model()).endpoint();
                long asked = read("asked/" + candidate);
                while (endpoint.equals(demand.lane()) && asked < target) {
                    if (!taker.take(candidate, asked, 0)) {
                        write("asked/" + candidate, asked);
                        return Proposal.MORE;
                    }
                    asked++;
                }
                write("asked/" + candidate, asked);
            }
            if (left.stream().anyMatch(candidate -> read("settled/" + candidate) < target)) {
                return new Proposal(Proposal.Outlook.WAITING, List.of());
            }
            if (left.size() <= 1) {
                return Proposal.EXHAUSTED;
            }
            List<Proposal.Prune> drop = new ArrayList<>();
            left.subList((left.size() + 1) / 2, left.size()).forEach(candidate -> {
                write("dropped/" + candidate, demand.at());
                drop.add(new Proposal.Prune(candidate, "lost round " + round()));
            });
            write("round", round() + 1);
            return new Proposal(Proposal.Outlook.WAITING, drop);
        }

        @Override
        public Optional<SearchVerdict> verdict(Steering steering) {
            List<Long> left = left(steering);
            boolean over = left.size() == 1 && read("settled/" + left.getFirst()) == definition.dataset().size();
            List<Drop> drops = new ArrayList<>();
            state.scan("dropped/", (key, at) -> drops.add(new Drop(Long.parseLong(key.substring("dropped/".length())),
                    ByteBuffer.wrap(at).getLong(), BLOCK, 0.1, 99.0, "lost")));
            Long best = left.isEmpty() || read("settled/" + left.getFirst()) == 0 ? null : left.getFirst();
            return Optional.of(new SearchVerdict(best, best == null ? null : new Confidence(0.9, 0.01, Method.MODEL),
                    best == null || left.size() < 2
                            ? null
                            : new Difference(left.get(1), 0.1, 0.0, 0.2, 0.95, BLOCK, Method.CONFIDENCE_SEQUENCE),
                    null, new Dropped(drops.size(), drops),
                    new Outlook(over ? Decision.PRECISION_REACHED : Decision.GOES_ON,
                            over ? "Only one candidate is left." : "Several candidates are left.",
                            over ? List.of() : List.of(new Gain(10, null, 0.01))),
                    null, left.stream().map(this::standing).toList(), List.of(), List.of()));
        }

        private Standing standing(long candidate) {
            long settled = read("settled/" + candidate);
            return new Standing(candidate, 1, settled, settled, null, null, null, null, null, null, null, true, false);
        }

        private List<Long> left(Steering steering) {
            return LongStream.range(0, candidates.end())
                    .filter(index -> !steering.isPruned(index) && state.get("dropped/" + index) == null)
                    .boxed()
                    .toList();
        }

        private long target(List<Long> left) {
            long cases = definition.dataset().size();
            return left.size() <= 1 ? cases : Math.min(cases, round() * BLOCK);
        }

        private long round() {
            return Math.max(1, read("round"));
        }

        private long read(String key) {
            byte[] value = state.get(key);
            return value == null ? 0 : ByteBuffer.wrap(value).getLong();
        }

        private void write(String key, long value) {
            state.put(key, ByteBuffer.allocate(8).putLong(value).array());
        }
    }
}
