package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.SweepEvent.Totals;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.sweep.Budget;
import org.jspecify.annotations.Nullable;

/// The header of a sweep as the planner stores it: everything that changes with a run, small.
///
/// @param schema      record version, currently 1
/// @param status      where it stands
/// @param version     version of the last command that was dealt with
/// @param seq         sequence number of the last event
/// @param launchedAt  epoch milliseconds
/// @param runningMs   wall time spent in the running state
/// @param budget      limits now
/// @param concurrency most calls at once, or null
/// @param priority    1 to 100
/// @param totals      the books
/// @param closed      true when it is terminal and its last run has ended: the other entries are gone
/// @param archived    whether somebody put it into the archive; false in headers of before there was one
public record SweepState(int schema, SweepStatus status, long version, long seq, long launchedAt, long runningMs,
        Budget budget, @Nullable Integer concurrency, int priority, Totals totals, boolean closed, boolean archived) {

    public static final int SCHEMA = 1;

    SweepState after(long newVersion, long newSeq) {
        return new SweepState(schema, status, newVersion, newSeq, launchedAt, runningMs, budget, concurrency, priority,
                totals, closed, archived);
    }

    SweepState filed(boolean newArchived) {
        return new SweepState(schema, status, version, seq, launchedAt, runningMs, budget, concurrency, priority,
                totals, closed, newArchived);
    }

    SweepState failed() {
        return new SweepState(schema, SweepStatus.FAILED, version, seq + 1, launchedAt, runningMs, budget, concurrency,
                priority, totals, true, archived);
    }
}
