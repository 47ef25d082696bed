package dev.promptlooper.scoring.board;

import dev.promptlooper.scoring.statistics.ExactSum;
import dev.promptlooper.scoring.statistics.ParetoFront;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// One active sweep in memory: a [Row] per candidate, totals, and which rows changed since they were last emitted. Everything
/// in it can be loaded from the stores again. For one thread.
final class SweepBoard {

    private final String sweepId;
    private final MetricLayout layout;
    private final Map<Long, Row> rows = new HashMap<>();
    private final ArrayDeque<Row> dirtyRows = new ArrayDeque<>();
    private long revision;
    private boolean stale;
    private long touchedAt;
    private long runs;
    private long emittedRuns;
    private long failed;
    private long hits;
    private ExactSum paid = ExactSum.ZERO;

    SweepBoard(String sweepId, MetricLayout layout, long revision) {
        this.sweepId = sweepId;
        this.layout = layout;
        this.revision = revision;
    }

    /// Takes in a candidate from the store.
    ///
    /// @param emitted whether its figures are known outside already
    void load(long index, CandidateState state, boolean emitted) {
        Row row = new Row(index);
        row.refresh(state, layout);
        rows.put(index, row);
        count(state, 1);
        if (emitted) {
            row.emittedRuns = row.runs;
            emittedRuns += row.runs;
        } else {
            markDirty(row);
        }
    }

    /// The figures of a candidate, before a run changes them; to be followed by [#changed].
    void leave(CandidateState before) {
        count(before, -1);
    }

    /// The figures of a candidate after a run changed them.
    void changed(long index, CandidateState after, long now) {
        count(after, 1);
        Row row = rows.computeIfAbsent(index, Row::new);
        row.refresh(after, layout);
        markDirty(row);
        touchedAt = now;
    }

    private void count(CandidateState state, int sign) {
        runs += sign * state.runs();
        failed += sign * state.failed();
        hits += sign * state.hits();
        paid = sign > 0 ? paid.plus(state.paid()) : new ExactSum(paid.units().subtract(state.paid().units()));
    }

    private void markDirty(Row row) {
        if (!row.dirty) {
            row.dirty = true;
            dirtyRows.add(row);
        }
    }

    /// Computes the Pareto front anew; rows that entered or left it since they were emitted become dirty.
    void refreshFront() {
        Row[] all = rows.values().toArray(Row[]::new);
        ParetoFront.Point[] points = new ParetoFront.Point[all.length];
        for (int i = 0; i < all.length; i++) {
            points[i] = all[i].point();
        }
        boolean[] members = ParetoFront.members(points);
        for (int i = 0; i < all.length; i++) {
            all[i].pareto = members[i];
            if (all[i].pareto != all[i].emittedPareto) {
                markDirty(all[i]);
            }
        }
    }

    /// After loading a sweep whose rows are all known outside: their flags are, too.
    void adoptFront() {
        refreshFront();
        for (Row row = nextDirty(); row != null; row = nextDirty()) {
            emitted(row);
        }
    }

    /// A row to emit, or null when all are; to be followed by [#emitted].
    @Nullable
    Row nextDirty() {
        return dirtyRows.poll();
    }

    void emitted(Row row) {
        row.dirty = false;
        row.emittedPareto = row.pareto;
        emittedRuns += row.runs - row.emittedRuns;
        row.emittedRuns = row.runs;
    }

    /// The best rows in order.
    List<Row> top(int count) {
        PriorityQueue<Row> best = new PriorityQueue<>(count + 1, Collections.reverseOrder(Row.RANKING));
        for (Row row : rows.values()) {
            best.add(row);
            if (best.size() > count) {
                best.poll();
            }
        }
        List<Row> top = new ArrayList<>(best);
        top.sort(Row.RANKING);
        return top;
    }

    boolean isDrained() {
        return dirtyRows.isEmpty();
    }

    String sweepId() {
        return sweepId;
    }

    MetricLayout layout() {
        return layout;
    }

    /// Runs whose candidates' rows are emitted: all of them once the board is drained. Readers who see the number that the
    /// sweep settled may rely on every row.
    long visibleRuns() {
        return emittedRuns;
    }

    long failed() {
        return failed;
    }

    long hits() {
        return hits;
    }

    double paidUsd() {
        return paid.value();
    }

    long candidates() {
        return rows.size();
    }

    long runs() {
        return runs;
    }

    long revision() {
        return revision;
    }

    long nextRevision() {
        return ++revision;
    }

    /// True when something changed since the last complete emission (also recorded in the store).
    boolean isStale() {
        return stale;
    }

    void stale(boolean value) {
        stale = value;
    }

    /// When a run last changed it, epoch milliseconds.
    long touchedAt() {
        return touchedAt;
    }
}
