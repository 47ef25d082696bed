package dev.promptlooper.producer.strategy;

import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.space.Candidates.Block;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Walks a fixed set of candidates (grid, random) in lanes, one per endpoint. In a lane the model is outermost, then the prompt,
/// then the parameters; a candidate's runs follow each other, all cases of repeat 0 first. Local servers that reload models and
/// reuse prefix caches like that order.
///
/// State: per lane a cursor (candidate, run inside it), and for each candidate that left the order — pruned before it was
/// complete, pinned ahead of the cursor — how far it came. A candidate without an entry is complete before the cursor and
/// untouched behind it, which is why ten million candidates need no more state than ten.
final class OrderedStrategy implements SearchStrategy {

    // Gaps are crossed in one step each; after this many in a row the planner's other work gets a turn.
    private static final int MAX_STEPS = 20_000;
    private static final String CURSOR = "lane/";
    private static final String PROGRESS = "at/";

    private final Candidates candidates;
    private final StateEntries state;
    private final long cases;
    private final long runsPerCandidate;
    private final Map<String, Lane> lanes = new LinkedHashMap<>();
    private final TreeMap<Long, Long> progress = new TreeMap<>();

    OrderedStrategy(SweepDefinition definition, Candidates candidates, StateEntries state) {
        this.candidates = candidates;
        this.state = state;
        this.cases = definition.dataset().size();
        this.runsPerCandidate = Math.multiplyExact(cases, definition.repeats());
        Map<String, List<Block>> blocks = new LinkedHashMap<>();
        definition.models().forEach(model -> blocks.computeIfAbsent(model.endpoint(), _ -> new ArrayList<>()));
        candidates.blocks()
                .forEach(block -> Objects
                        .requireNonNull(blocks.get(definition.models().get(block.model()).endpoint()))
                        .add(block));
        blocks.forEach((name, own) -> lanes.put(name, new Lane(name, own)));
        state.scan(PROGRESS, (key, value) -> progress.put(Long.parseLong(key.substring(PROGRESS.length())),
                ByteBuffer.wrap(value).getLong()));
        lanes.values().forEach(Lane::load);
    }

    @Override
    public Candidates candidates() {
        return candidates;
    }

    @Override
    public OptionalLong planned(Steering steering) {
        if (candidates.count().isEmpty()) {
            return OptionalLong.empty();
        }
        long planned = Math.multiplyExact(candidates.count().getAsLong(), runsPerCandidate);
        for (long candidate : steering.pruned()) {
            for (Lane lane : lanes.values()) {
                planned -= lane.holds(candidate) ? runsPerCandidate - lane.progress(candidate) : 0;
            }
        }
        return OptionalLong.of(planned);
    }

    @Override
    public void on(StrategyEvent event) {
        // A fixed order learns nothing; steering is looked up when runs are proposed.
    }

    @Override
    public Proposal propose(Demand demand, Taker taker) {
        Lane lane = lanes.get(demand.lane());
        return lane == null || runsPerCandidate == 0 ? Proposal.EXHAUSTED : lane.propose(demand.steering(), taker);
    }

    private final class Lane {

        private final String name;
        private final List<Block> blocks;
        private long cursor;
        private long run;

        Lane(String name, List<Block> blocks) {
            this.name = name;
            this.blocks = blocks;
        }

        void load() {
            byte[] saved = state.get(CURSOR + name);
            if (saved != null) {
                ByteBuffer buffer = ByteBuffer.wrap(saved);
                cursor = buffer.getLong();
                run = buffer.getLong();
            }
        }

        boolean holds(long candidate) {
            return blocks.stream().anyMatch(block -> block.from() <= candidate && candidate < block.to());
        }

        /// Runs of a candidate that were taken so far.
        long progress(long candidate) {
            Long known = progress.get(candidate);
            if (known != null) {
                return known;
            }
            if (candidate == cursor) {
                return run;
            }
            return candidate < cursor ? runsPerCandidate : 0;
        }

        Proposal propose(Steering steering, Taker taker) {
            long cursorBefore = cursor;
            long runBefore = run;
            Proposal proposal = inOrder(steering, taker);
            if (cursor != cursorBefore || run != runBefore) {
                state.put(CURSOR + name, ByteBuffer.allocate(16).putLong(cursor).putLong(run).array());
            }
            return proposal;
        }

        private Proposal inOrder(Steering steering, Taker taker) {
            for (long candidate : steering.pinned()) {
                if (holds(candidate) && !steering.isPruned(candidate) && !finish(candidate, taker)) {
                    return Proposal.MORE;
                }
            }
            // Whatever the cursor has passed and is not complete was pruned once.
            for (long candidate : List.copyOf(progress.headMap(cursor).keySet())) {
                if (holds(candidate) && !steering.isPruned(candidate) && !finish(candidate, taker)) {
                    return Proposal.MORE;
                }
            }
            return walk(steering, taker) ? Proposal.EXHAUSTED : Proposal.MORE;
        }

        /// @return false when the taker refused
        private boolean finish(long candidate, Taker taker) {
            long from = progress(candidate);
            long to = take(candidate, from, taker);
            if (to == runsPerCandidate && candidate < cursor) {
                forget(candidate);
            } else if (to != from) {
                remember(candidate, to);
            }
            return to == runsPerCandidate;
        }

        /// @return true at the end of the lane
        private boolean walk(Steering steering, Taker taker) {
            for (int steps = 0; steps < MAX_STEPS; steps++) {
                long index = nextInBlocks(cursor);
                if (index < 0) {
                    return true;
                }
                long next = candidates.skip(index);
                if (next != cursor) {
                    moveTo(next);
                }
                if (next == index && !visit(next, steering, taker)) {
                    return false;
                }
            }
            return false;
        }

        private boolean visit(long candidate, Steering steering, Taker taker) {
            long from = progress(candidate);
            if (steering.isPruned(candidate)) {
                moveTo(candidate + 1);
                if (from < runsPerCandidate) {
                    remember(candidate, from);
                }
                return true;
            }
            long to = take(candidate, from, taker);
            if (to == runsPerCandidate) {
                forget(candidate);
                moveTo(candidate + 1);
                return true;
            }
            if (progress.containsKey(candidate)) {
                remember(candidate, to);
            } else {
                run = to;
            }
            return false;
        }

        private long take(long candidate, long from, Taker taker) {
            long next = from;
            while (next < runsPerCandidate && taker.take(candidate, next % cases, (int) (next / cases))) {
                next++;
            }
            return next;
        }

        private long nextInBlocks(long index) {
            for (Block block : blocks) {
                if (index < block.to()) {
                    return Math.max(index, block.from());
                }
            }
            return -1;
        }

        private void moveTo(long candidate) {
            cursor = candidate;
            run = 0;
        }

        private void remember(long candidate, long runs) {
            progress.put(candidate, runs);
            state.put(PROGRESS + candidate, ByteBuffer.allocate(8).putLong(runs).array());
        }

        private void forget(long candidate) {
            if (progress.remove(candidate) != null) {
                state.delete(PROGRESS + candidate);
            }
        }
    }
}
