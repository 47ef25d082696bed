package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.Leaderboard;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;

/// Sends what changed: rows first, then the leaderboard, so that whoever sees a leaderboard finds its rows.
///
/// While runs arrive it takes at most the configured share of time: after an emission of d it rests for d × (1/share − 1),
/// and it stops in the middle of the rows when its slice is over. When nothing arrives it works until everything is out. For
/// one thread.
final class BoardEmitter {

    private static final long BUSY_SLICE_NANOS = 100_000_000;
    private static final long QUIET_SLICE_NANOS = 1_000_000_000;

    private final ScoringSettings settings;
    private final LongSupplier nanoTime;
    private final BoardStores stores;
    private final ProcessorContext<Object, Object> context;
    private boolean busy;
    private long restUntil;

    BoardEmitter(ScoringSettings settings, LongSupplier nanoTime, BoardStores stores,
            ProcessorContext<Object, Object> context) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.stores = stores;
        this.context = context;
        this.restUntil = nanoTime.getAsLong();
    }

    /// A run arrived.
    void busy() {
        busy = true;
    }

    /// @param now epoch milliseconds
    void emit(Collection<SweepBoard> boards, long now) {
        long start = nanoTime.getAsLong();
        boolean wasBusy = busy;
        if (wasBusy && start - restUntil < 0) {
            busy = false; // quiet, unless another run arrives until the next time
            return;
        }
        busy = false;
        long end = start + (wasBusy ? BUSY_SLICE_NANOS : QUIET_SLICE_NANOS);
        for (SweepBoard board : boards) {
            if (board.isStale()) {
                emit(board, wasBusy, end, now);
            }
        }
        long finish = nanoTime.getAsLong();
        restUntil = finish + (long) ((finish - start) * (1 / settings.emissionShare() - 1));
    }

    private void emit(SweepBoard board, boolean wasBusy, long end, long now) {
        board.refreshFront();
        boolean inTime = true;
        while (inTime && !board.isDrained()) {
            Row row = Objects.requireNonNull(board.nextDirty());
            CandidateStats stats = stats(board, row, null, now);
            context.forward(new Record<>(board.sweepId() + "/" + row.index, stats, now),
                    ScoringTopology.CANDIDATE_STATS);
            board.emitted(row);
            inTime = nanoTime.getAsLong() - end < 0;
        }
        boolean complete = board.isDrained();
        if (complete || wasBusy) {
            context.forward(new Record<>(board.sweepId(), leaderboard(board, now), now), ScoringTopology.LEADERBOARDS);
            board.stale(!complete);
            stores.put(board.sweepId(), new BoardStores.Emission(board.revision(), !complete));
        }
    }

    private Leaderboard leaderboard(SweepBoard board, long now) {
        List<CandidateStats> top = new ArrayList<>(Leaderboard.TOP);
        for (Row row : board.top(Leaderboard.TOP)) {
            top.add(stats(board, row, top.size() + 1, now));
        }
        MetricLayout layout = board.layout();
        return new Leaderboard(Leaderboard.SCHEMA, board.sweepId(), board.nextRevision(), now,
                layout.objective().metric(), layout.objective().isMaximize(), board.visibleRuns(), board.failed(),
                board.hits(), board.paidUsd(), board.candidates(), top);
    }

    private CandidateStats stats(SweepBoard board, Row row, @org.jspecify.annotations.Nullable Integer rank, long now) {
        CandidateState state = Objects.requireNonNull(stores.candidate(board.sweepId(), row.index));
        return StatsRecord.of(board.sweepId(), state, board.layout(), rank, row.pareto, now);
    }
}
