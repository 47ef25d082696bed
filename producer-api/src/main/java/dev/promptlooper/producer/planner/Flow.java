package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepEvent.StepKind;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.event.Verdict.Decision;
import dev.promptlooper.producer.strategy.Proposal;
import dev.promptlooper.producer.strategy.SearchVerdict;
import dev.promptlooper.producer.strategy.StrategyEvent;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Moves a sweep on: opens its windows, refills them, and finds its end. Not thread-safe.
final class Flow {

    private final Emitter emitter;
    // A strategy that waits for results which nobody owes it would keep its sweep open for ever.
    private static final long STALLED_MS = 10_000;

    private final Story story;
    private final Verdicts verdicts;
    private final PlannerStore store;
    private final EndpointCatalog endpoints;
    private final FairShares shares;
    private final PlannerSettings settings;
    private final Predicate<RuntimeException> infrastructure;

    Flow(Emitter emitter, Story story, Verdicts verdicts, PlannerStore store, PlannerParts parts) {
        this.emitter = emitter;
        this.story = story;
        this.verdicts = verdicts;
        this.store = store;
        this.endpoints = parts.endpoints();
        this.shares = parts.shares();
        this.settings = parts.settings();
        this.infrastructure = parts.infrastructure();
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
                    // A search may come back to a lane that it was done with: any result can unsettle it.
                    lane.exhausted &= !sweep.search.isActive();
                    refill(sweep, lane, now);
                }
            } catch (RuntimeException e) {
                if (infrastructure.test(e)) {
                    throw e;
                }
                end(sweep, SweepStatus.FAILED, Kind.FAILED, "the planner cannot go on with this sweep: " + e, now);
            }
        }
        while (sweep.search.trail().isFull()) {
            story.progress(sweep, now);
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
        if (!prune.isEmpty()) {
            prune(sweep, prune, now);
        }
        lane.waiting = proposal.outlook() == Proposal.Outlook.WAITING;
        if (proposal.outlook() == Proposal.Outlook.EXHAUSTED) {
            lane.exhausted = true;
            shares.release(lane.name, sweep.id());
        }
    }

    /// One event per reason: a search may give up hundreds at once.
    private void prune(Sweep sweep, List<Proposal.Prune> prune, long now) {
        Map<String, TreeSet<Long>> byReason = new LinkedHashMap<>();
        prune.forEach(one -> byReason.computeIfAbsent(one.reason(), _ -> new TreeSet<>()).add(one.candidate()));
        byReason.forEach((reason, candidates) -> {
            List<Long> dropped = List.copyOf(candidates);
            sweep.prune(dropped);
            dropped.forEach(candidate -> sweep.search.trail().add(StepKind.DROP, candidate));
            sweep.strategy.on(new StrategyEvent.Pruned(dropped));
            story.tell(sweep, Kind.PRUNED, null, reason, dropped, now);
        });
    }

    private void findEnd(Sweep sweep, long now) {
        boolean empty = sweep.outstandingRuns() == 0;
        // A search is asked again until its last result is in.
        if (sweep.status == SweepStatus.RUNNING && sweep.isExhausted() && !empty && !sweep.search.isActive()) {
            sweep.status = SweepStatus.DRAINING;
            story.tell(sweep, Kind.DRAINING,
                    "everything is requested; the last " + sweep.outstandingRuns() + " runs are on their way", now);
        } else if ((sweep.status == SweepStatus.RUNNING || sweep.status == SweepStatus.DRAINING)
                && sweep.isExhausted() && empty) {
            end(sweep, SweepStatus.COMPLETED, Kind.COMPLETED, sweep.ledger.settled() + " runs ended" + reason(sweep),
                    now);
        } else if (sweep.status == SweepStatus.RUNNING && empty && isBudgetUsed(sweep)) {
            verdicts.look(sweep);
            sweep.status = SweepStatus.BUDGET_EXHAUSTED;
            story.tell(sweep, Kind.BUDGET_EXHAUSTED, "the budget of " + sweep.ledger.reached()
                    + " does not cover another run; raise it to go on", now);
        } else if (sweep.status.isTerminal() && empty) {
            if (!sweep.totals().equals(sweep.told)) {
                story.tell(sweep, Kind.PROGRESS, "the last runs under way have ended", now);
            }
            close(sweep, now);
        } else {
            findStall(sweep, empty, now);
        }
    }

    /// Why a search ended by itself, as a continuation of a sentence; empty for other sweeps.
    private String reason(Sweep sweep) {
        SearchVerdict found = verdicts.look(sweep);
        return found == null || found.outlook().decision() == Decision.GOES_ON ? "" : ": " + found.outlook().reason();
    }

    private void findStall(Sweep sweep, boolean empty, long now) {
        boolean stalled = sweep.status == SweepStatus.RUNNING && empty && now >= sweep.retryAt
                && sweep.lanes.values().stream().allMatch(lane -> lane.exhausted || lane.waiting);
        if (!stalled) {
            sweep.stalledSince = 0;
        } else if (sweep.stalledSince == 0) {
            sweep.stalledSince = now;
        } else if (now - sweep.stalledSince >= STALLED_MS) {
            end(sweep, SweepStatus.FAILED, Kind.FAILED, "the strategy waits for results although nothing is under way;"
                    + " this is a defect of strategy '" + sweep.definition.strategy().type() + "', please report it",
                    now);
        }
    }

    private static boolean isBudgetUsed(Sweep sweep) {
        Collection<Lane> lanes = sweep.lanes.values();
        // A lane may wait for what another one cannot afford.
        return sweep.ledger.isTimeUp() || (lanes.stream().anyMatch(lane -> lane.blockedByBudget)
                && lanes.stream().allMatch(lane -> lane.exhausted || lane.blockedByBudget || lane.waiting));
    }

    /// Ends a sweep for good; runs under way are still settled.
    void end(Sweep sweep, SweepStatus status, Kind kind, String message, long now) {
        sweep.status = status;
        story.tell(sweep, kind, message, now);
        if (sweep.outstandingRuns() == 0) {
            close(sweep, now);
        }
    }

    void close(Sweep sweep, long now) {
        release(sweep);
        if (sweep.search.isActive()) {
            verdicts.tell(sweep, now);
        }
        sweep.close(store);
    }

    void release(Sweep sweep) {
        sweep.lanes.keySet().forEach(endpoint -> shares.release(endpoint, sweep.id()));
    }
}
