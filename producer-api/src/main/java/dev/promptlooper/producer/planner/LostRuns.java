package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.Purpose;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.kafka.RetryLater;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Gives up the runs of a sweep from which nothing comes back any more, so that every sweep reaches an end: a record of theirs
/// became a dead letter that nobody could tell the run of, or a service is away for good. Not thread-safe.
final class LostRuns {

    private static final Logger LOG = LoggerFactory.getLogger(LostRuns.class);
    /// The longest `Retry-After` that the executor honours.
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    /// Gives back whatever is on record.
    private static final Reservation ALL = new Reservation(Double.MAX_VALUE, Long.MAX_VALUE);

    private final CasePages cases;
    private final PlannerOutput output;
    private final Story story;
    private final Flow flow;
    private final PlannerSettings settings;

    LostRuns(CasePages cases, PlannerOutput output, Story story, Flow flow, PlannerSettings settings) {
        this.cases = cases;
        this.output = output;
        this.story = story;
        this.flow = flow;
        this.settings = settings;
    }

    /// Time has passed. When nothing has come back for too long, the outstanding runs count as failed. A sweep whose window is
    /// full of them is over then: it would lose the next ones, too.
    ///
    /// @param elapsedMs since the last look
    void look(Sweep sweep, long elapsedMs, long now) {
        if (sweep.closed || sweep.outstandingRuns() == 0) {
            return;
        }
        sweep.silentMs += elapsedMs;
        long patience = patienceMs(sweep);
        if (sweep.silentMs < patience) {
            return;
        }
        sweep.silentMs = 0; // when it does not work now, it is tried again after as long a time
        boolean wouldLoseMore = sweep.status == SweepStatus.RUNNING && isFull(sweep);
        int lost = giveUp(sweep, patience / 60_000, now);
        if (lost == 0) {
            return;
        }
        String message = "nothing came back for " + patience / 60_000 + " minutes; " + lost
                + " runs that were under way count as failed";
        if (wouldLoseMore) {
            flow.end(sweep, SweepStatus.FAILED, Kind.FAILED, message
                    + ". See whether executor and scoring work, and the dead-letter topic; then launch again: what is answered is cached",
                    now);
        } else {
            story.tell(sweep, Kind.PROGRESS, message, now);
            flow.advance(sweep, now);
        }
    }

    private boolean isFull(Sweep sweep) {
        return sweep.outstandingRuns() >= settings.maxWindow()
                || sweep.lanes.values().stream().anyMatch(lane -> !lane.exhausted && lane.outstanding >= lane.window);
    }

    /// How long none of the sweep's runs may end: twice what the slowest call of its endpoints can take with all its attempts, and
    /// a margin for leases and restarts.
    private long patienceMs(Sweep sweep) {
        long longest = 0;
        for (Lane lane : sweep.lanes.values()) {
            Endpoint endpoint = lane.endpoint;
            if (endpoint != null) {
                longest = Math.max(longest,
                        endpoint.maxAttempts() * endpoint.timeout().plus(LONGEST_WAIT).toMillis());
            }
        }
        return settings.lostAfterMs() + 2 * longest;
    }

    /// Books every outstanding run as failed, at the price that was reserved for it (it may have been paid, or still be), and tells
    /// the others that it is completed as failed.
    ///
    /// @return number of runs; 0, with nothing changed, when their cases cannot be read now
    private int giveUp(Sweep sweep, long minutes, long now) {
        String message = "nothing came back for a run of this sweep for " + minutes
                + " minutes; look into the dead-letter topic and whether executor and scoring work, then launch again";
        List<RunCompleted> ends = new ArrayList<>();
        try {
            sweep.outstanding.forEach((candidate, number) -> ends.add(end(sweep, candidate, number, message, now)));
        } catch (RetryLater e) {
            LOG.warn("sweep {} waits for its cases: {}", sweep.id(), e.getMessage());
            return 0;
        }
        ends.forEach(end -> book(sweep, end, message, now));
        return ends.size();
    }

    private RunCompleted end(Sweep sweep, long candidate, long number, String message, long now) {
        long size = sweep.definition.dataset().size();
        DatasetCase input = Emitter.input(cases, sweep, number % size);
        Candidate what = sweep.lane(candidate).work(candidate, sweep::work).candidate();
        Run run = new Run(sweep.id(), what, input.id(), number % size, (int) (number / size));
        return new RunCompleted(RunCompleted.SCHEMA, Purpose.SWEEP, run, Emitter.noHash(what, run), input,
                Reservation.NONE, new RunCompleted.Failed(FailureClass.INTERNAL, message, null, List.of()), now);
    }

    private void book(Sweep sweep, RunCompleted end, String message, long now) {
        RunScored failed = RunEnds.failed(end.run(), end.configHash(), message, ALL, now);
        if (RunEnds.settle(sweep, failed, null) != null) {
            output.completed(end);
        }
    }
}
