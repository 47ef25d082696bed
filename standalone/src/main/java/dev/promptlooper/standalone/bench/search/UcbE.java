package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.CandidateSpace;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.space.Candidates.Block;
import dev.promptlooper.producer.space.Seeded;
import dev.promptlooper.producer.strategy.Demand;
import dev.promptlooper.producer.strategy.Proposal;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.StrategyEvent;
import dev.promptlooper.producer.strategy.StrategyFactory;
import dev.promptlooper.producer.strategy.Taker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/// UCB-E, a rival for measurements only: it keeps its state in memory and does not survive a restart.
///
/// The next call goes to the candidate with the largest `mean + sqrt(a / n)`, where n counts calls under way too; each candidate is
/// called once first. Exploration `a` is 1, as in the published runs. Source: Audibert, Bubeck and Munos, "Best arm
/// identification in multi-armed bandits" (2010); used on models × examples in arXiv 2407.06172. All candidates
/// walk the same shuffled order of cases, which is kinder to it than the publication.
final class UcbE implements SearchStrategy {

    static final String TYPE = "ucb-e";
    private static final double EXPLORATION = 1;

    private final Candidates candidates;
    private final int[] cases;
    private final Map<Long, Arm> arms = new HashMap<>();
    private final Map<String, List<Arm>> lanes = new HashMap<>();

    private UcbE(SweepDefinition definition, long seed) {
        this.candidates = CandidateSpace.of(definition);
        this.cases = shuffled(Math.toIntExact(definition.dataset().size()), new Seeded(seed));
        for (Block block : candidates.blocks()) {
            List<Arm> lane = lanes.computeIfAbsent(definition.models().get(block.model()).endpoint(),
                    _ -> new ArrayList<>());
            for (long index = block.from(); index < block.to();) {
                long next = candidates.skip(index);
                if (next == index && next < block.to()) {
                    Arm arm = new Arm(index);
                    arms.put(index, arm);
                    lane.add(arm);
                    next++;
                }
                index = next;
            }
        }
        lanes.values().forEach(lane -> shuffle(lane, new Seeded(seed + 1)));
    }

    static StrategyFactory factory() {
        return new StrategyFactory() {
            @Override
            public String type() {
                return TYPE;
            }

            @Override
            public Candidates candidates(SweepDefinition definition) {
                return CandidateSpace.of(definition);
            }

            @Override
            public SearchStrategy create(SweepDefinition definition, StateEntries state) {
                Object seed = definition.strategy().params().getOrDefault("seed", 0);
                return new UcbE(definition, ((Number) seed).longValue());
            }
        };
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
            Double value = settled.result().scores().isEmpty()
                    ? null
                    : settled.result().scores().getFirst().value();
            if (value != null) {
                Arm arm = Objects.requireNonNull(arms.get(settled.candidate()));
                arm.sum += value;
                arm.scored++;
            }
        }
    }

    @Override
    public Proposal propose(Demand demand, Taker taker) {
        List<Arm> lane = lanes.getOrDefault(demand.lane(), List.of());
        while (true) {
            Arm best = null;
            double highest = Double.NEGATIVE_INFINITY;
            for (Arm arm : lane) {
                double bound = arm.asked >= cases.length ? Double.NEGATIVE_INFINITY : arm.bound();
                if (bound > highest) {
                    best = arm;
                    highest = bound;
                }
            }
            if (best == null) {
                return Proposal.EXHAUSTED;
            }
            if (!taker.take(best.index, cases[best.asked], 0)) {
                return Proposal.MORE;
            }
            best.asked++;
        }
    }

    private static int[] shuffled(int size, Seeded random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int other = (int) random.below(i + 1L);
            order[i] = order[other];
            order[other] = i;
        }
        return order;
    }

    private static void shuffle(List<Arm> arms, Seeded random) {
        for (int i = arms.size() - 1; i > 0; i--) {
            java.util.Collections.swap(arms, i, (int) random.below(i + 1L));
        }
    }

    private static final class Arm {
        private final long index;
        private int asked;
        private int scored;
        private double sum;

        Arm(long index) {
            this.index = index;
        }

        double bound() {
            if (asked == 0) {
                return Double.MAX_VALUE;
            }
            return (scored == 0 ? 0 : sum / scored) + Math.sqrt(EXPLORATION / asked);
        }
    }
}
