package dev.promptlooper.producer.sweeps;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import dev.promptlooper.producer.plan.DryRun;
import dev.promptlooper.producer.plan.DryRunner;
import dev.promptlooper.producer.plan.SweepEstimator;
import dev.promptlooper.producer.plan.SweepPlan;
import dev.promptlooper.producer.space.SpaceException;
import dev.promptlooper.producer.spending.SpendingCap;
import dev.promptlooper.producer.web.Actor;
import dev.promptlooper.producer.web.FieldProblem;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ObjectNode;

import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Accepts launches and commands. Accepted means: numbered, and durably on its way to the planner, both in one transaction;
/// whether Kafka answers at that moment does not matter. Thread-safe.
public final class SweepCommands {

    private final CatalogDatabase database;
    private final JdbcClient jdbc;
    private final IdempotencyKeys keys;
    private final SweepResolver resolver;
    private final SweepEstimator estimator;
    private final DryRunner dryRunner;
    private final CommandParser parser;
    private final SweepVersions versions;
    private final Outbox outbox;
    private final SpendingCap cap;
    private final Actor actor;
    private final InstantSource clock;
    private final Supplier<UUID> ids;
    private final int maxRecordBytes;

    SweepCommands(CatalogDatabase database, SweepResolver resolver, SweepEstimator estimator,
            DryRunner dryRunner, Outbox outbox, SpendingCap cap, Actor actor,
            InstantSource clock, Supplier<UUID> ids, int maxRecordBytes) {
        this.database = database;
        this.jdbc = database.jdbc();
        this.keys = new IdempotencyKeys(jdbc, clock);
        this.parser = new CommandParser(jdbc);
        this.versions = new SweepVersions(jdbc);
        this.resolver = resolver;
        this.estimator = estimator;
        this.dryRunner = dryRunner;
        this.outbox = outbox;
        this.cap = cap;
        this.actor = actor;
        this.clock = clock;
        this.ids = ids;
        this.maxRecordBytes = maxRecordBytes;
    }

    /// A launched sweep.
    public record Launched(String sweepId, long version, SweepStatus status) {}

    /// An accepted command.
    record Commanded(String commandId, long version) {}

    /// @param answer   what the caller gets
    /// @param replayed true when the key had this answer already
    public record Accepted<T>(T answer, boolean replayed) {}

    /// @param valid    true when it could be launched as it is
    /// @param problems what must be changed
    /// @param warnings what is odd
    record Validation(boolean valid, List<FieldProblem> problems, List<String> warnings) {}

    /// @param plan     what the sweep would do
    /// @param sweep    the sweep with everything resolved
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Planned(SweepPlan plan, SweepDefinition sweep) {}

    /// Launches a sweep.
    ///
    /// @param experimentId experiment it executes, or null
    /// @param key          idempotency key, or null
    /// @throws Problem 422 with everything that keeps it from running
    public Accepted<Launched> launch(ObjectNode request, @Nullable String experimentId, @Nullable String key) {
        Optional<IdempotencyKeys.Use> use = IdempotencyKeys.use(
                experimentId == null ? "launch" : "launch/" + experimentId, key, request);
        Optional<Launched> before = use.flatMap(known -> keys.answer(known, Launched.class));
        if (before.isPresent()) {
            return new Accepted<>(before.get(), true);
        }
        SweepDefinition definition = resolver.resolve(request, ids.get().toString(), experimentId).orThrow();
        List<FieldProblem> obstacles = problems(estimator.estimate(definition));
        if (!obstacles.isEmpty()) {
            throw Problem.invalid(obstacles);
        }
        SweepCommand command = command(definition.sweepId(), 1, new SweepCommand.Launch(definition));
        byte[] record = record(command);
        Accepted<Launched> accepted = database
                .inTransaction(() -> once(use, Launched.class, () -> insert(definition, command, record)));
        outbox.kick();
        return accepted;
    }

    /// Accepts a command for a sweep.
    ///
    /// @throws Problem 404 for an unknown sweep, 409 when the sweep has another version or stands elsewhere (ended, or not yet), 422 for a wrong command
    Accepted<Commanded> command(String sweepId, ObjectNode body, @Nullable String key) {
        Optional<IdempotencyKeys.Use> use = IdempotencyKeys.use("command/" + sweepId, key, body);
        Optional<Commanded> before = use.flatMap(known -> keys.answer(known, Commanded.class));
        if (before.isPresent()) {
            return new Accepted<>(before.get(), true);
        }
        versions.check(sweepId);
        CommandParser.Parsed parsed = parser.parse(sweepId, body);
        Accepted<Commanded> accepted = database
                .inTransaction(() -> once(use, Commanded.class, () -> advance(sweepId, parsed)));
        outbox.kick();
        return accepted;
    }

    Planned plan(ObjectNode request) {
        SweepDefinition definition = resolver.resolve(request, ids.get().toString(), null).orThrow();
        return new Planned(estimator.estimate(definition), definition);
    }

    /// @throws Problem 422 when the sweep cannot be resolved
    DryRun dryRun(ObjectNode request, int cases) {
        SweepDefinition definition = resolver.resolve(request, ids.get().toString(), null).orThrow();
        try {
            return dryRunner.render(definition, cases);
        } catch (SpaceException e) {
            throw Problem.invalid(e.problems()
                    .stream()
                    .map(problem -> new FieldProblem(problem.field(), problem.value(), problem.message()))
                    .toList());
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("prompts", null, String.valueOf(e.getMessage()));
        }
    }

    Validation validate(ObjectNode request) {
        SweepResolver.Resolution resolution = resolver.resolve(request, ids.get().toString(), null);
        if (resolution.definition() == null) {
            return new Validation(false, resolution.problems(), resolution.warnings());
        }
        SweepPlan plan = estimator.estimate(resolution.definition());
        List<String> warnings = new java.util.ArrayList<>(resolution.warnings());
        warnings.addAll(plan.warnings());
        return new Validation(plan.problems().isEmpty(), problems(plan), warnings);
    }

    private <T> Accepted<T> once(Optional<IdempotencyKeys.Use> use, Class<T> type, Supplier<T> work) {
        if (use.isPresent() && !keys.claim(use.get())) {
            return new Accepted<>(keys.answer(use.get(), type).orElseThrow(), true);
        }
        T answer = work.get();
        use.ifPresent(claimed -> keys.keep(claimed, Objects.requireNonNull(answer)));
        return new Accepted<>(answer, false);
    }

    private Launched insert(SweepDefinition definition, SweepCommand command, byte[] record) {
        cap.launch(actor.principal(), definition.sweepId(), definition.budget());
        jdbc.sql("""
                INSERT INTO catalog.sweep (id, name, experiment_id, version, status, definition, created_at, created_by)
                VALUES (:id, :name, :experiment::uuid, 1, :status, :definition::json, :now, :actor)""")
                .param("id", definition.sweepId())
                .param("name", definition.name())
                .param("experiment", definition.experimentId())
                .param("status", SweepStatus.PENDING.name())
                .param("definition", Json.write(definition))
                .param("now", Timestamp.from(clock.instant()))
                .param("actor", command.actor())
                .update();
        outbox.put(Topic.SWEEP_COMMAND.topicName(), definition.sweepId(), record);
        return new Launched(definition.sweepId(), 1, SweepStatus.PENDING);
    }

    private Commanded advance(String sweepId, CommandParser.Parsed parsed) {
        versions.advance(sweepId, parsed.expectedVersion(), parsed.action());
        if (parsed.action() instanceof SweepCommand.ChangeBudget(Budget budget)) {
            cap.change(actor.principal(), sweepId, parsed.expectedVersion() + 1, budget);
        }
        // The row is locked until the commit, so commands of a sweep enter the outbox in the order of their versions.
        SweepCommand command = command(sweepId, parsed.expectedVersion() + 1, parsed.action());
        outbox.put(Topic.SWEEP_COMMAND.topicName(), sweepId, record(command));
        return new Commanded(command.commandId(), command.version());
    }

    private SweepCommand command(String sweepId, long version, SweepCommand.Action action) {
        return new SweepCommand(SweepCommand.SCHEMA, ids.get().toString(), sweepId, version, actor.current(),
                clock.millis(),
                action);
    }

    private byte[] record(SweepCommand command) {
        byte[] record = Topic.SWEEP_COMMAND.serde().serialize(Topic.SWEEP_COMMAND.topicName(), command);
        // Kafka counts some bytes of its own.
        if (record.length > maxRecordBytes - 4096) {
            throw Problem.of(Problem.Kind.TOO_LARGE,
                    "the sweep is " + record.length + " bytes large with all its prompts, at most "
                            + (maxRecordBytes - 4096) + " fit; split it into several sweeps");
        }
        return record;
    }

    private static List<FieldProblem> problems(SweepPlan plan) {
        return plan.problems()
                .stream()
                .map(problem -> new FieldProblem(problem.field(), problem.value(), problem.message()))
                .toList();
    }
}
