package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Second stage: counts scored runs into their candidates, each run once, and has [BoardEmitter] tell the world.
final class BoardProcessor implements Processor<String, RunScored, Object, Object> {

    static final String PARKED = "parked-scored";
    /// A sweep that rests for so long leaves the memory; its next run loads it again.
    private static final long IDLE_MS = 10 * 60_000L;

    private final ScoringSettings settings;
    private final LongSupplier nanoTime;
    private final Map<String, SweepBoard> boards = new HashMap<>();
    @SuppressWarnings("NullAway.Init")
    private ProcessorContext<Object, Object> context;
    @SuppressWarnings("NullAway.Init")
    private BoardStores stores;
    @SuppressWarnings("NullAway.Init")
    private Definitions<MetricLayout> layouts;
    @SuppressWarnings("NullAway.Init")
    private Parking<RunScored> parking;
    @SuppressWarnings("NullAway.Init")
    private BoardEmitter emitter;
    @SuppressWarnings("NullAway.Init")
    private Retirement retirement;
    private boolean restored;

    BoardProcessor(ScoringSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        context = processorContext;
        stores = new BoardStores(context);
        layouts = new Definitions<>(context.getStateStore(Definitions.STORE), MetricLayout::new);
        parking = new Parking<>(PARKED, Topic.RUN_SCORED.serde(), Topic.RUN_SCORED.topicName(),
                settings.definitionPatience(), context, ScoringTopology.BOARD_DEAD_LETTERS);
        retirement = new Retirement(context, stores, settings);
        emitter = new BoardEmitter(settings, nanoTime, stores, context);
        context.schedule(settings.emitEvery(), PunctuationType.WALL_CLOCK_TIME, this::punctuate);
    }

    @Override
    public void process(Record<String, RunScored> record) {
        RunScored scored = record.value();
        check(scored);
        if (!count(scored)) {
            parking.park(record);
        }
    }

    /// Nothing is changed before everything that can fail on a bad record has been done.
    private boolean count(RunScored scored) {
        String sweepId = scored.run().sweepId();
        SweepBoard board = board(sweepId);
        if (board == null) {
            return retirement.isRetired(sweepId); // its result is final, whatever comes
        }
        emitter.busy();
        MetricLayout layout = board.layout();
        long candidate = scored.run().candidate().index();
        CaseCells before = stores.cells(sweepId, candidate, scored.run().caseIndex());
        Cell old = before.find(scored.run().repeat());
        Cell now = Cell.of(scored, layout).mergedWith(old);
        if (now.countsLike(old)) {
            return true;
        }
        CaseCells after = before.with(now);
        CandidateState state = stores.candidate(sweepId, candidate);
        if (state == null) {
            state = CandidateState.create(scored.run().candidate(), layout);
        }
        board.leave(state);
        state.apply(layout, before, after, old, now);
        stores.put(sweepId, candidate, scored.run().caseIndex(), after);
        stores.put(sweepId, candidate, state);
        board.changed(candidate, state, context.currentSystemTimeMs());
        if (!board.isStale()) {
            board.stale(true);
            stores.put(sweepId, new BoardStores.Emission(board.revision(), true));
        }
        return true;
    }

    /// The sweep's board, loaded when it is not in memory; null when its definition is not known.
    private @Nullable SweepBoard board(String sweepId) {
        SweepBoard known = boards.get(sweepId);
        if (known != null) {
            return known;
        }
        MetricLayout layout = retirement.isRetired(sweepId) ? null : layouts.find(sweepId);
        if (layout == null) {
            return null;
        }
        BoardStores.Emission emission = stores.emission(sweepId);
        SweepBoard board = new SweepBoard(sweepId, layout, emission.revision());
        stores.forEachCandidate(sweepId, (index, state) -> board.load(index, state, !emission.stale()));
        if (emission.stale()) {
            board.stale(true);
        } else {
            board.adoptFront();
        }
        boards.put(sweepId, board);
        return board;
    }

    private void punctuate(long now) {
        if (!restored) {
            // Runs that were counted but not shown when the last process ended.
            restored = true;
            stores.forEachSweep((sweepId, emission) -> {
                if (emission.stale() && board(sweepId) == null) {
                    restored = false; // the definition is not here yet; look again next time
                }
            });
        }
        parking.retry(now, this::count);
        emitter.emit(boards.values(), now);
        boards.values().removeIf(board -> !board.isStale() && now - board.touchedAt() > IDLE_MS);
        retirement.tick(now, this::release);
    }

    private boolean release(String sweepId) {
        SweepBoard board = boards.get(sweepId);
        if (board != null && board.isStale()) {
            return false;
        }
        boards.remove(sweepId);
        return true;
    }

    private static void check(RunScored scored) {
        if (scored == null || scored.schema() != RunScored.SCHEMA || scored.run() == null
                || scored.run().sweepId() == null || scored.run().candidate() == null || scored.status() == null
                || scored.scores() == null || scored.usage() == null) {
            throw new IllegalArgumentException("not a complete run.scored record of schema " + RunScored.SCHEMA
                    + "; schema, run, status, scores and usage are needed");
        }
    }
}
