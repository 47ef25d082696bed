package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent.Kind;
import dev.promptlooper.contracts.event.SweepEvent.Totals;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.producer.planner.Ledger.Settlement;
import dev.promptlooper.producer.strategy.StrategyRegistry;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/// The planner of one partition of sweeps. Deterministic: what it does follows from its store, the records and the clock it is
/// given, so a new planner on the same store goes on where the old one was. Not thread-safe.
final class Planner {

    // A clock that jumps (or a stalled process) must not use up a budget of minutes.
    private static final long MAX_TICK_MS = 5_000;

    private final PlannerStore store;
    private final PlannerOutput output;
    private final EndpointCatalog endpoints;
    private final StrategyRegistry strategies;
    private final PlannerSettings settings;
    private final Limits limits;
    private final Story story;
    private final Verdicts verdicts;
    private final Flow flow;
    private final Commands commands;
    private final LostRuns lostRuns;
    private final Map<String, Sweep> sweeps = new TreeMap<>();
    private final Map<String, String> broken = new TreeMap<>();
    private long tickedAt;

    Planner(PlannerStore store, PlannerOutput output, PlannerParts parts, long now) {
        this.store = store;
        this.output = output;
        this.endpoints = parts.endpoints();
        this.strategies = parts.strategies();
        this.settings = parts.settings();
        this.limits = parts.limits();
        this.story = new Story(output);
        this.verdicts = new Verdicts(output, parts.infrastructure());
        this.flow = new Flow(new Emitter(parts.cases(), output), story, verdicts, store, parts);
        this.commands = new Commands(story, flow);
        this.lostRuns = new LostRuns(parts.cases(), output, story, flow, settings);
        this.tickedAt = now;
        Map<String, SweepState> open = new TreeMap<>();
        store.sweeps((id, state) -> {
            if (!state.closed()) {
                open.put(id, state);
            }
        });
        open.forEach(this::reopen);
    }

    private void reopen(String id, SweepState state) {
        try {
            Sweep sweep = Sweep.load(id, state, store, strategies, limits);
            sweeps.put(id, sweep);
            flow.openWindows(sweep);
        } catch (IllegalArgumentException e) {
            // Nothing can be told while the task is being made; the first tick does.
            broken.put(id, String.valueOf(e.getMessage()));
        }
    }

    /// Deals with a command exactly once, however often it arrives.
    ///
    /// @throws IllegalArgumentException when the sweep was never launched
    void command(SweepCommand command, long now) {
        String id = command.sweepId();
        SweepState known = store.sweep(id);
        Sweep sweep = sweeps.get(id);
        if (known == null) {
            if (!(command.action() instanceof SweepCommand.Launch launch)) {
                throw new IllegalArgumentException("sweep " + id + " was never launched; command "
                        + command.commandId() + " cannot be applied");
            }
            launch(launch.definition(), command, now);
            return;
        }
        CommandLog log = new CommandLog(store.entries().below(id + "/"));
        if (command.version() <= (sweep == null ? known.version() : sweep.version)
                || (sweep != null && log.contains(command.commandId()))) {
            return;
        }
        if (sweep == null) {
            // Its commands are gone with it; the version alone tells a duplicate.
            Filing filing = Filing.of(command.action(), known.status(), known.archived());
            store.put(id, story.tell(known.filed(filing.archived()), filing.kind(), command, filing.message(), now));
            return;
        }
        log.add(command.commandId());
        commands.apply(sweep, command, now);
        if (changesLimits(command.action())) {
            output.definition(
                    sweep.definition.withLimits(sweep.ledger.budget(), sweep.concurrency, sweep.priority));
        }
        finish(sweep);
    }

    private static boolean changesLimits(SweepCommand.Action action) {
        return action instanceof SweepCommand.ChangeBudget || action instanceof SweepCommand.ChangeConcurrency
                || action instanceof SweepCommand.ChangePriority;
    }

    private void launch(SweepDefinition definition, SweepCommand command, long now) {
        SweepState state = new SweepState(SweepState.SCHEMA, SweepStatus.RUNNING, command.version(), 0, now, 0,
                definition.budget(), definition.concurrency(), definition.priority(), Totals.ZERO, false, false);
        output.definition(definition);
        Sweep sweep;
        try {
            check(definition);
            sweep = new Sweep(definition, state, store, strategies, limits);
            if (sweep.strategy.candidates().count().orElse(1) == 0) {
                throw new IllegalArgumentException("no candidate is left after exclude; relax the filters");
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            SweepState failed = new SweepState(SweepState.SCHEMA, SweepStatus.FAILED, command.version(), 0, now, 0,
                    definition.budget(), definition.concurrency(), definition.priority(), Totals.ZERO, true, false);
            String reason = e instanceof ArithmeticException
                    ? "the sweep has more runs than can be counted; use fewer values, cases or repeats"
                    : String.valueOf(e.getMessage());
            store.put(definition.sweepId(), story.tell(failed, Kind.FAILED, command, reason, now));
            return;
        }
        sweep.keepDefinition();
        new CommandLog(store.entries().below(sweep.id() + "/")).add(command.commandId());
        sweeps.put(sweep.id(), sweep);
        Long planned = sweep.totals().planned();
        story.tell(sweep, Kind.LAUNCHED, command,
                "launched" + (planned == null ? "" : " with " + planned + " runs to make"), List.of(), now);
        flow.openWindows(sweep);
        flow.advance(sweep, now);
        finish(sweep);
    }

    private void check(SweepDefinition definition) {
        TreeSet<String> missing = new TreeSet<>();
        definition.models()
                .stream()
                .filter(model -> endpoints.find(model.endpoint()).isEmpty())
                .forEach(model -> missing.add(model.endpoint()));
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("endpoint " + missing + " is not configured; configured are "
                    + new TreeSet<>(endpoints.all().stream().map(endpoint -> endpoint.name()).toList()));
        }
        if (definition.dataset().size() == 0) {
            throw new IllegalArgumentException("dataset '" + definition.dataset().name() + "' version "
                    + definition.dataset().version() + " has no cases for this sweep; add cases or raise limit");
        }
    }

    /// Settles a run. A run that is not outstanding ended before: duplicates change nothing.
    ///
    /// @throws IllegalArgumentException when the record makes no sense: unknown sweep, impossible run, negative cost
    void scored(RunScored scored, long now) {
        Run run = Objects.requireNonNull(scored.run(), "run");
        Sweep sweep = sweeps.get(run.sweepId());
        if (sweep == null) {
            if (store.sweep(run.sweepId()) == null) {
                throw new IllegalArgumentException("run " + run.id() + " belongs to no sweep that was ever launched");
            }
            return;
        }
        Settlement cost;
        try {
            cost = RunEnds.cost(scored);
        } catch (IllegalArgumentException e) {
            // The record becomes a dead letter, but its run has ended.
            settle(sweep, RunEnds.failed(run, scored.configHash(), String.valueOf(e.getMessage()), scored.reserved(),
                    now), null, now);
            throw e;
        }
        settle(sweep, scored, cost, now);
    }

    private void settle(Sweep sweep, RunScored scored, @Nullable Settlement cost, long now) {
        Lane lane = RunEnds.settle(sweep, scored, cost);
        if (lane != null) {
            lane.rate.completed();
            flow.madeRoom(sweep, lane, now);
            finish(sweep);
        }
    }

    /// Measures, opens windows, refills, tells progress. Called every few tens of milliseconds.
    void tick(long now) {
        long elapsed = now - tickedAt;
        if (elapsed <= 0) {
            tickedAt = now;
            return;
        }
        tickedAt = now;
        broken.forEach((id, reason) -> store.put(id, story.fail(id, Objects.requireNonNull(store.sweep(id)),
                "the sweep cannot be continued by this version: " + reason, now)));
        broken.clear();
        for (Sweep sweep : List.copyOf(sweeps.values())) {
            sweep.lanes.values().forEach(lane -> lane.rate.measure(elapsed));
            if (sweep.status == SweepStatus.RUNNING) {
                sweep.ledger.ran(Math.min(elapsed, MAX_TICK_MS));
                sweep.dirty |= sweep.ledger.budget().minutes() != null;
            }
            flow.openWindows(sweep);
            flow.advance(sweep, now);
            lostRuns.look(sweep, Math.min(elapsed, MAX_TICK_MS), now);
            if (!sweep.closed) {
                verdicts.tellWhenDue(sweep, now);
                if (now - sweep.progressAt >= settings.progressMs() && !sweep.totals().equals(sweep.told)) {
                    story.progress(sweep, now);
                }
            }
            finish(sweep);
        }
    }

    private void finish(Sweep sweep) {
        if (sweep.closed) {
            sweeps.remove(sweep.id());
        } else {
            sweep.save(store);
        }
    }

    /// Gives up all shares; the state stays.
    void close() {
        sweeps.values().forEach(flow::release);
    }

    /// The sweep in hand, for tests.
    @Nullable
    Sweep sweep(String sweepId) {
        return sweeps.get(sweepId);
    }
}
