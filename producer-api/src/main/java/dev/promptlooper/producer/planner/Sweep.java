package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.SweepEvent.Totals;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.producer.space.CandidateFactory;
import dev.promptlooper.producer.space.Point;
import dev.promptlooper.producer.space.RequestFactory;
import dev.promptlooper.producer.strategy.SearchStrategy;
import dev.promptlooper.producer.strategy.StateEntries;
import dev.promptlooper.producer.strategy.Steering;
import dev.promptlooper.producer.strategy.StrategyRegistry;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;

/// A sweep in hand: its definition compiled, its state decoded. Everything durable is written through to the entries; the
/// header is written by [#save] at the end of each record. Not thread-safe.
final class Sweep implements Steering {

    private static final String DEFINITION = "definition";
    private static final String PRUNED = "pruned/";
    private static final String PINNED = "pinned/";
    private static final byte[] PRESENT = {1};

    final SweepDefinition definition;
    final SearchStrategy strategy;
    final Outstanding outstanding;
    final Ledger ledger;
    final Map<String, Lane> lanes = new LinkedHashMap<>();
    final long launchedAt;
    SweepStatus status;
    long version;
    long seq;
    @Nullable
    Integer concurrency;
    int priority;
    long retryAt;
    long progressAt;
    /// How long runs have been outstanding without one ending; starts anew with the process.
    long silentMs;
    @Nullable
    Totals told;
    final Search search;
    long stalledSince;
    boolean dirty;
    boolean closed;
    boolean archived;

    private final StateEntries entries;
    private final StateEntries outstandingEntries;
    private final RequestFactory requests;
    private final CandidateFactory candidates;
    private final TreeSet<Long> pruned = new TreeSet<>();
    private final TreeSet<Long> pinned = new TreeSet<>();
    private @Nullable Long planned;

    /// @throws IllegalArgumentException when the definition cannot be run; says why
    Sweep(SweepDefinition definition, SweepState state, PlannerStore store, StrategyRegistry strategies,
            Limits limits) {
        this.definition = definition;
        this.entries = store.entries().below(definition.sweepId() + "/");
        this.outstandingEntries = store.outstanding().below(definition.sweepId() + "/");
        this.strategy = strategies.find(definition.strategy()).create(definition, entries.below("strategy/"));
        this.outstanding = new Outstanding(outstandingEntries);
        this.ledger = new Ledger(state.budget(), state.runningMs(), state.totals());
        this.requests = new RequestFactory(definition, limits);
        this.candidates = new CandidateFactory(definition);
        this.launchedAt = state.launchedAt();
        this.status = state.status();
        this.version = state.version();
        this.seq = state.seq();
        this.concurrency = state.concurrency();
        this.priority = state.priority();
        this.archived = state.archived();
        entries.scan(PRUNED, (key, _) -> pruned.add(Long.parseLong(key.substring(PRUNED.length()))));
        entries.scan(PINNED, (key, _) -> pinned.add(Long.parseLong(key.substring(PINNED.length()))));
        definition.models().forEach(model -> lanes.computeIfAbsent(model.endpoint(), Lane::new));
        // A draining sweep has asked its strategy for the last time; that is not asked again after a restart.
        lanes.values().forEach(lane -> lane.exhausted = status == SweepStatus.DRAINING);
        outstanding.count((candidate, runs) -> lane(candidate).outstanding += runs);
        this.search = new Search(definition, strategy, strategy.verdict(this).isPresent(), entries);
        replan();
    }

    /// Reads a launched sweep back.
    ///
    /// @throws IllegalArgumentException when it cannot be read or run any more; says why
    static Sweep load(String sweepId, SweepState state, PlannerStore store, StrategyRegistry strategies,
            Limits limits) {
        byte[] json = store.entries().get(sweepId + "/" + DEFINITION);
        if (json == null) {
            throw new IllegalArgumentException("its definition is gone; launch it again");
        }
        return new Sweep(Json.read(new String(json, StandardCharsets.UTF_8), SweepDefinition.class), state, store,
                strategies, limits);
    }

    void keepDefinition() {
        entries.put(DEFINITION, Json.write(definition).getBytes(StandardCharsets.UTF_8));
    }

    String id() {
        return definition.sweepId();
    }

    /// The lane of a candidate.
    Lane lane(long candidate) {
        String endpoint = definition.models().get(strategy.candidates().at(candidate).model()).endpoint();
        return Objects.requireNonNull(lanes.get(endpoint));
    }

    Lane.Work work(long candidate) {
        Point point = strategy.candidates().at(candidate);
        return new Lane.Work(candidates.candidate(candidate, point), requests.at(point));
    }

    Candidate candidate(long index) {
        return candidates.candidate(index, strategy.candidates().at(index));
    }

    long outstandingRuns() {
        return ledger.outstanding();
    }

    boolean isExhausted() {
        return lanes.values().stream().allMatch(lane -> lane.exhausted);
    }

    /// Number of a run inside its candidate.
    long run(long caseIndex, int repeat) {
        return repeat * definition.dataset().size() + caseIndex;
    }

    @Override
    public boolean isPruned(long candidate) {
        return pruned.contains(candidate);
    }

    @Override
    public SortedSet<Long> pruned() {
        return Collections.unmodifiableSortedSet(pruned);
    }

    @Override
    public SortedSet<Long> pinned() {
        return Collections.unmodifiableSortedSet(pinned);
    }

    void prune(Collection<Long> indexes) {
        mark(PRUNED, pruned, indexes, true);
        replan();
    }

    void unprune(Collection<Long> indexes) {
        mark(PRUNED, pruned, indexes, false);
        replan();
        reopen();
    }

    void pin(Collection<Long> indexes) {
        mark(PINNED, pinned, indexes, true);
    }

    void unpin(Collection<Long> indexes) {
        mark(PINNED, pinned, indexes, false);
    }

    Totals totals() {
        return ledger.totals(planned, search.grid());
    }

    /// Lanes may have work again.
    void reopen() {
        lanes.values().forEach(lane -> {
            lane.exhausted = false;
            lane.blockedByBudget = false;
        });
    }

    /// How much the sweep will do may have changed.
    void replan() {
        OptionalLong runs = strategy.planned(this);
        planned = runs.isPresent() ? runs.getAsLong() : null;
        dirty = true;
    }

    SweepState state(boolean closed) {
        return new SweepState(SweepState.SCHEMA, status, version, seq, launchedAt, ledger.runningMs(), ledger.budget(),
                concurrency, priority, totals(), closed, archived);
    }

    /// Writes the header if it changed.
    void save(PlannerStore store) {
        search.trail().save();
        if (dirty) {
            store.put(id(), state(false));
            dirty = false;
        }
    }

    /// The end: only the header stays, so that late commands and duplicates are recognised.
    void close(PlannerStore store) {
        deleteAll(entries);
        deleteAll(outstandingEntries);
        store.put(id(), state(true));
        dirty = false;
        closed = true;
    }

    private static void deleteAll(StateEntries entries) {
        TreeSet<String> keys = new TreeSet<>();
        entries.scan("", (key, _) -> keys.add(key));
        keys.forEach(entries::delete);
    }

    private void mark(String prefix, java.util.Set<Long> set, Collection<Long> indexes, boolean present) {
        for (long index : indexes) {
            if (present) {
                set.add(index);
                entries.put(prefix + index, PRESENT);
            } else {
                set.remove(index);
                entries.delete(prefix + index);
            }
        }
    }
}
