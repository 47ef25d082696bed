package dev.promptlooper.producer.experiments;

import dev.promptlooper.producer.sweeps.LaunchAnswers;
import dev.promptlooper.producer.sweeps.SweepCommands;
import dev.promptlooper.producer.sweeps.SweepSchema;
import dev.promptlooper.producer.web.Actor;
import dev.promptlooper.producer.web.AuditDetail;
import dev.promptlooper.producer.web.FieldProblem;
import dev.promptlooper.producer.web.JsonBodies;
import dev.promptlooper.producer.web.Page;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// `/api/v1/experiments`.
@RestController
@RequestMapping("/api/v1/experiments")
final class ExperimentController {

    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;
    private static final int MAX_NAME = 200;

    private final ExperimentRepository experiments;
    private final SweepSchema schema;
    private final SweepCommands commands;
    private final Actor actor;

    ExperimentController(ExperimentRepository experiments, SweepSchema schema, SweepCommands commands, Actor actor) {
        this.experiments = experiments;
        this.schema = schema;
        this.commands = commands;
        this.actor = actor;
    }

    record SaveRequest(@Nullable String name, @Nullable String description, @Nullable ObjectNode spec,
            @Nullable Long expectedVersion) {}

    record LaunchRequest(@Nullable ObjectNode budget) {}

    @GetMapping
    Page<Experiment> list(@RequestParam(required = false) @Nullable String prompt,
            @RequestParam(required = false) @Nullable String dataset,
            @RequestParam(required = false) @Nullable String endpoint,
            @RequestParam(required = false) @Nullable String scorer,
            @RequestParam(required = false) @Nullable String after, @RequestParam(defaultValue = "100") int limit) {
        return Page.of(experiments.list(new ExperimentRepository.Uses(prompt, dataset, endpoint, scorer),
                after == null ? null : id(after), Page.limit(limit) + 1), limit, Experiment::id);
    }

    @PostMapping(consumes = JSON)
    ResponseEntity<Experiment> create(InputStream body) throws IOException {
        SaveRequest request = JsonBodies.read(body, SaveRequest.class, List.of("name", "description", "spec"));
        Experiment created = experiments.create(UUID.randomUUID(), name(request), request.description(), spec(request),
                actor.current());
        AuditDetail.change("experiment", created.id(), null, state(created));
        return ResponseEntity.created(URI.create("/api/v1/experiments/" + created.id())).body(created);
    }

    @GetMapping("/{id}")
    Experiment get(@PathVariable String id) {
        return experiments.find(id(id)).orElseThrow(() -> unknown(id));
    }

    @PutMapping(path = "/{id}", consumes = JSON)
    Experiment update(@PathVariable String id, InputStream body) throws IOException {
        SaveRequest request = JsonBodies.read(body, SaveRequest.class, JsonBodies.keysOf(SaveRequest.class));
        Long expected = request.expectedVersion();
        if (expected == null) {
            throw Problem.invalid("expectedVersion", null,
                    "give the version that you changed, so that nobody's work is lost");
        }
        Experiment before = get(id);
        Experiment after = experiments
                .update(id(id), expected, name(request), request.description(), spec(request),
                        actor.current())
                .orElseThrow(() -> conflict(id, expected));
        AuditDetail.change("experiment", id, state(before), state(after));
        return after;
    }

    @DeleteMapping("/{id}")
    ResponseEntity<Void> delete(@PathVariable String id, @RequestParam long expectedVersion) {
        Experiment before = get(id);
        if (!experiments.delete(id(id), expectedVersion)) {
            throw conflict(id, expectedVersion);
        }
        AuditDetail.change("experiment", id, state(before), null);
        return ResponseEntity.noContent().build();
    }

    /// Launches the experiment as it is now, with the budget of the body instead of its own where there is one.
    @PostMapping("/{id}/sweeps")
    ResponseEntity<SweepCommands.Launched> launch(@PathVariable String id,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key, InputStream body)
            throws IOException {
        PushbackInputStream content = new PushbackInputStream(body);
        int first = content.read();
        LaunchRequest wanted = new LaunchRequest(null);
        if (first >= 0) {
            content.unread(first);
            wanted = JsonBodies.read(content, LaunchRequest.class, JsonBodies.keysOf(LaunchRequest.class));
        }
        Experiment experiment = get(id);
        if (!(experiment.spec().deepCopy() instanceof ObjectNode request)) {
            throw new IllegalStateException("the spec of experiment " + id + " is not an object");
        }
        if (!request.has("name")) {
            request.put("name", experiment.name());
        }
        if (wanted.budget() != null) {
            request.set("budget", wanted.budget());
        }
        return LaunchAnswers.of(commands.launch(request, experiment.id(), key));
    }

    private static Map<String, Object> state(Experiment experiment) {
        return Map.of("name", experiment.name(), "version", experiment.version());
    }

    private static String name(SaveRequest request) {
        String name = JsonBodies.required("name", request.name());
        if (name.length() > MAX_NAME) {
            throw Problem.invalid("name", name, "name has at most " + MAX_NAME + " characters, was " + name.length());
        }
        return name;
    }

    private ObjectNode spec(SaveRequest request) {
        if (request.spec() == null) {
            throw Problem.invalid("spec", null,
                    "spec is missing; give a sweep request, as POST /api/v1/sweeps takes it");
        }
        List<FieldProblem> problems = schema.check(request.spec())
                .stream()
                .map(problem -> new FieldProblem("spec." + problem.field(), problem.value(), problem.message()))
                .toList();
        if (!problems.isEmpty()) {
            throw Problem.invalid(problems);
        }
        return request.spec();
    }

    private Problem conflict(String id, long expected) {
        long current = get(id).version();
        return Problem.conflict("the experiment has version " + current + ", not " + expected
                + ": somebody else changed it; look at it and decide again").with("currentVersion", current);
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw unknown(text);
        }
    }

    private static Problem unknown(String id) {
        return Problem.notFound("there is no experiment '" + id + "'; GET /api/v1/experiments lists them");
    }
}
