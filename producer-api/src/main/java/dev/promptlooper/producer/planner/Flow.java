package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.producer.strategy.Proposal;
import dev.promptlooper.producer.strategy.StrategyEvent;

import java.util.List;
import java.util.function.Predicate;

/// Moves a sweep on: opens its windows, refills them, and finds its end. Not thread-safe.
final class Flow {

    private final Emitter emitter;
    private final Story story;
    private final PlannerStore store;
    private final EndpointCatalog endpoints;
    private final FairShares shares;
    private final PlannerSettings settings;
    private final Predicate<RuntimeException> infrastructure;

    /// @param infrastructure tells failures of Kafka, which the thread must see, from defects, which end the sweep
    Flow(Emitter emitter, Story story, PlannerStore store, EndpointCatalog endpoints, FairShares shares,
            PlannerSettings settings, Predicate<RuntimeException> infrastructure) {
        this.emitter = emitter;
        this.story = story;
        this.store = store;
        this.endpoints = endpoints;
        this.shares = shares;
        this.settings = settings;
        this.infrastructure = infrastructure;
    }

    /// Computes the windows of a sweep anew.
    void openWindows(Sweep sweep) {
        for (Lane lane : sweep.lanes.values()) {
            if (sweep.status == SweepStatus.RUNNING && !lane.exhausted) {
                shares.claim(lane.name, sweep.id(), sweep.priority, lane.rate.perSecond(),
                        sweep.concurrency);
            } else {
                shares.release(lane.name, sweep.id());
            }
        }
        for (Lane lane : sweep.lanes.values()) {
            Endpoint known = endpoints.find(lane.name).orElse(null);
            lane.endpoint = known == null ? lane.endpoint : known;
            int concurrency = lane.endpoint == null ? Endpoint.DEFAULT_CONCURRENCY : lane.endpoint.concurrency();
            lane.window = Math.min(shares.window(lane.name, sweep.id(), concurrency), settings.maxWindow());
        }
    }

    /// Requests what there is room for, and finds out whether that was all.
    void advance(Sweep sweep, long now) {
        if (sweep.status == SweepStatus.RUNNING && now >= sweep.retryAt) {
            try {
                for (Lane lane : sweep.lanes.values()) {
                    refill(sweep, lane, now);
                }
            } catch (RuntimeException e) {
                if (infrastructure.test(e)) {
                    throw e;
                }
                end(sweep, SweepStatus.FAILED, Kind.FAILED, "the planner cannot go on with this sweep: " + e, now);
            }
        }
        findEnd(sweep, now);
    }

    /// A result made room in one lane. Waits until a batch is worth it.
    void madeRoom(Sweep sweep, Lane lane, long now) {
        if (sweep.outstandingRuns() == 0 || lane.window - lane.outstanding >= Math.max(1, lane.window / 8)) {
            advance(sweep, now);
        }
    }

    private void refill(Sweep sweep, Lane lane, long now) {
        long slots = Math.min(lane.window - lane.outstanding, settings.maxWindow() - sweep.outstandingRuns());
        if (lane.exhausted || slots <= 0) {
            return;
        }
        Proposal proposal = emitter.fill(sweep, lane, (int) slots, now);
        List<Proposal.Prune> prune = proposal.prune()
                .stream()
                .filter(one -> !sweep.isPruned(one.candidate()) && !sweep.pinned().contains(one.candidate()))
                .toList();
        for (Proposal.Prune one : prune) {
            sweep.prune(List.of(one.candidate()));
            sweep.strategy.on(new StrategyEvent.Pruned(List.of(one.candidate())));
            story.tell(sweep, Kind.PRUNED, null, one.reason(), List.of(one.candidate()), now);
        }
        if (proposal.outlook() == Proposal.Outlook.EXHAUSTED) {
            lane.exhausted = true;
            shares.release(lane.name, sweep.id());
        }
    }

    private void findEnd(Sweep sweep, long now) {
        boolean empty = sweep.outstandingRuns() == 0;
        if (sweep.status == SweepStatus.RUNNING && sweep.isExhausted() && !empty) {
            sweep.status = SweepStatus.DRAINING;
            story.tell(sweep, Kind.DRAINING,
                    "everything is requested; the last " + sweep.outstandingRuns() + " runs are on their way", now);
        } else if ((sweep.status == SweepStatus.RUNNING || sweep.status == SweepStatus.DRAINING)
                && sweep.isExhausted() && empty) {
            end(sweep, SweepStatus.COMPLETED, Kind.COMPLETED, sweep.ledger.settled() + " runs ended", now);
        } else if (sweep.status == SweepStatus.RUNNING && empty && isBudgetUsed(sweep)) {
            sweep.status = SweepStatus.BUDGET_EXHAUSTED;
            story.tell(sweep, Kind.BUDGET_EXHAUSTED, "the budget of " + sweep.ledger.reached()
                    + " does not cover another run; raise it to go on", now);
        } else if (sweep.status.isTerminal() && empty) {
            if (!sweep.totals().equals(sweep.told)) {
                story.tell(sweep, Kind.PROGRESS, "the last runs under way have ended", now);
            }
            close(sweep);
        }
    }

    private static boolean isBudgetUsed(Sweep sweep) {
        return sweep.ledger.isTimeUp()
                || sweep.lanes.values().stream().allMatch(lane -> lane.exhausted || lane.blockedByBudget);
    }

    /// Ends a sweep for good; runs under way are still settled.
    void end(Sweep sweep, SweepStatus status, Kind kind, String message, long now) {
        sweep.status = status;
        story.tell(sweep, kind, message, now);
        if (sweep.outstandingRuns() == 0) {
            close(sweep);
        }
    }

    void close(Sweep sweep) {
        release(sweep);
        sweep.close(store);
    }

    void release(Sweep sweep) {
        sweep.lanes.keySet().forEach(endpoint -> shares.release(endpoint, sweep.id()));
    }
}
