package dev.promptlooper.producer.sweeps;

import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.producer.web.Problem;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.Arrays;

/// The compare-and-set of steering: which version a sweep has, and whether a command may follow it. Thread-safe.
final class SweepVersions {

    private static final String[] ENDED = Arrays.stream(SweepStatus.values())
            .filter(SweepStatus::isTerminal)
            .map(Enum::name)
            .toArray(String[]::new);

    private final JdbcClient jdbc;

    SweepVersions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record State(long version, SweepStatus status) {}

    /// @throws Problem 404
    void check(String sweepId) {
        state(sweepId);
    }

    /// Moves the sweep to the version after the expected one, in the transaction of the caller. Its row is locked until the commit.
    ///
    /// @throws Problem 409 when it has another version, or this action is not for a sweep that stands where this one does
    void advance(String sweepId, long expected, SweepCommand.Action action) {
        boolean afterTheEnd = isAfterTheEnd(action);
        int changed = jdbc.sql("""
                UPDATE catalog.sweep SET version = version + 1
                WHERE id = :id AND version = :expected AND (status = ANY (:ended)) = :afterTheEnd""")
                .param("id", sweepId)
                .param("expected", expected)
                .param("ended", ENDED)
                .param("afterTheEnd", afterTheEnd)
                .update();
        if (changed == 0) {
            throw conflict(state(sweepId), expected, afterTheEnd);
        }
    }

    private static boolean isAfterTheEnd(SweepCommand.Action action) {
        return action instanceof SweepCommand.Archive || action instanceof SweepCommand.Unarchive;
    }

    private State state(String sweepId) {
        return jdbc.sql("SELECT version, status FROM catalog.sweep WHERE id = :id")
                .param("id", sweepId)
                .query((row, _) -> new State(row.getLong("version"), SweepStatus.valueOf(row.getString("status"))))
                .optional()
                .orElseThrow(
                        () -> Problem.notFound("there is no sweep '" + sweepId + "'; GET /api/v1/sweeps lists them"));
    }

    private static Problem conflict(State state, long expected, boolean afterTheEnd) {
        boolean ended = state.status().isTerminal();
        String detail;
        if (ended && !afterTheEnd) {
            detail = "the sweep is " + state.status()
                    + " and takes no commands any more but archive and unarchive; launch another";
        } else if (!ended && afterTheEnd) {
            detail = "the sweep is " + state.status()
                    + ", and only one that has ended goes into the archive or out of it; "
                    + (state.status() == SweepStatus.BUDGET_EXHAUSTED
                            ? "cancel it first (a larger budget would let it run on)"
                            : "cancel it, or wait for its end");
        } else {
            detail = "the sweep has version " + state.version() + ", not " + expected
                    + ": somebody else's command came first; look at it and decide again";
        }
        return Problem.conflict(detail).with("currentVersion", state.version()).with("sweepStatus", state.status());
    }
}
