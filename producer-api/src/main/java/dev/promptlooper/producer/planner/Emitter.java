package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.ModelPrice;
import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.Purpose;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.kafka.RetryLater;
import dev.promptlooper.contracts.sweep.DatasetRef;
import dev.promptlooper.producer.space.Request;
import dev.promptlooper.producer.strategy.Demand;
import dev.promptlooper.producer.strategy.Proposal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Fills the credit window of a lane: asks the strategy for runs, builds their requests, reserves their price, sends them.
/// Not thread-safe.
final class Emitter {

    private static final Logger LOG = LoggerFactory.getLogger(Emitter.class);
    private static final long RETRY_MS = 1_000;

    private final CasePages cases;
    private final PlannerOutput output;

    Emitter(CasePages cases, PlannerOutput output) {
        this.cases = cases;
        this.output = output;
    }

    /// @param slots most runs to request, 1 or more
    /// @return what the strategy says
    Proposal fill(Sweep sweep, Lane lane, int slots, long now) {
        lane.blockedByBudget = false;
        Demand demand = new Demand(lane.name, slots, lane.outstanding, sweep, sweep.ledger.left(), now);
        Batch batch = new Batch(sweep, lane, slots, now);
        try {
            return sweep.strategy.propose(demand, batch::take);
        } finally {
            // After the strategy has written its state, whatever happened: what was taken is on the books.
            batch.send();
        }
    }

    /// The case, or an empty one when the dataset version has lost it.
    ///
    /// @throws RetryLater when the database does not answer
    static DatasetCase input(CasePages cases, Sweep sweep, long caseIndex) {
        DatasetRef dataset = sweep.definition.dataset();
        DatasetCase found = cases.find(dataset.name(), dataset.version(), caseIndex);
        return found == null
                ? new DatasetCase(String.valueOf(caseIndex), caseIndex, Map.of(), null, Map.of())
                : found;
    }

    /// One demand's worth of runs.
    private final class Batch {

        private final Sweep sweep;
        private final Lane lane;
        private final long now;
        private final List<Object> records = new ArrayList<>();
        private int slots;

        Batch(Sweep sweep, Lane lane, int slots, long now) {
            this.sweep = sweep;
            this.lane = lane;
            this.slots = slots;
            this.now = now;
        }

        boolean take(long index, long caseIndex, int repeat) {
            if (slots == 0 || sweep.isPruned(index)) {
                return false;
            }
            DatasetCase input;
            try {
                input = input(cases, sweep, caseIndex);
            } catch (RetryLater e) {
                LOG.warn("sweep {} waits for its cases: {}", sweep.id(), e.getMessage());
                sweep.retryAt = now + RETRY_MS;
                slots = 0;
                return false;
            }
            Lane.Work work = lane.work(index, sweep::work);
            Run run = new Run(sweep.id(), work.candidate(), input.id(), caseIndex, repeat);
            Request request = request(work, input, repeat);
            Reservation reserved = reservation(work, request);
            if (!sweep.ledger.reserve(reserved)) {
                lane.blockedByBudget = true;
                slots = 0;
                return false;
            }
            sweep.outstanding.add(index, sweep.run(caseIndex, repeat), reserved);
            sweep.search.trail().requested(index);
            records.add(toRecord(run, input, request, reserved));
            lane.outstanding++;
            sweep.dirty = true;
            slots--;
            return true;
        }

        void send() {
            for (Object message : records) {
                if (message instanceof RunRequested requested) {
                    output.requested(requested);
                } else {
                    output.completed((RunCompleted) message);
                }
            }
        }

        private Request request(Lane.Work work, DatasetCase input, int repeat) {
            Endpoint endpoint = lane.endpoint;
            if (endpoint == null) {
                return new Request.Invalid(FailureClass.UNKNOWN_ENDPOINT,
                        "endpoint '" + lane.name + "' is not configured any more; configure it and launch again");
            }
            return work.requests().request(input, endpoint.baseUrl(), repeat);
        }

        private Reservation reservation(Lane.Work work, Request request) {
            Endpoint endpoint = lane.endpoint;
            if (endpoint == null || !(request instanceof Request.Ready ready)) {
                return Reservation.NONE;
            }
            Long limit = work.requests().maxTokens();
            long completion = limit == null ? endpoint.maxTokensAssumed() : limit;
            @Nullable
            ModelPrice price = endpoint.price(work.candidate().model()).orElse(null);
            return new Reservation(price == null ? 0 : price.cost(ready.promptTokens(), completion),
                    ready.promptTokens() + completion);
        }

        private Object toRecord(Run run, DatasetCase input, Request request, Reservation reserved) {
            return switch (request) {
                case Request.Ready ready -> new RunRequested(RunRequested.SCHEMA, Purpose.SWEEP, run,
                        ready.configHash(), Objects.requireNonNull(lane.endpoint).baseUrl(), ready.body(), input,
                        reserved, sweep.definition.cache().notBefore(sweep.launchedAt), sweep.priority,
                        sweep.concurrency, now);
                case Request.Invalid invalid -> new RunCompleted(RunCompleted.SCHEMA, Purpose.SWEEP, run,
                        noHash(run.candidate(), run), input, reserved,
                        new RunCompleted.Failed(invalid.failure(), invalid.message(), null, List.of()), now);
            };
        }
    }

    /// There is no body to hash; the stand-in is unique to the run, so that it can never be taken for a cached answer.
    static String noHash(Candidate candidate, Run run) {
        return ConfigHash.sha256("no request " + candidate.id() + " " + run.id());
    }
}
