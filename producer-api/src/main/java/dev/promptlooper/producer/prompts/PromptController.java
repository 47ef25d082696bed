package dev.promptlooper.producer.prompts;

import dev.promptlooper.producer.web.Actor;
import dev.promptlooper.producer.web.AuditDetail;
import dev.promptlooper.producer.web.JsonBodies;
import dev.promptlooper.producer.web.NearNames;
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
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/api/v1/prompts`.
@RestController
@RequestMapping("/api/v1/prompts")
final class PromptController {

    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

    private final PromptRepository prompts;
    private final Actor actor;

    PromptController(PromptRepository prompts, Actor actor) {
        this.prompts = prompts;
        this.actor = actor;
    }

    record SaveRequest(@Nullable String name, @Nullable List<Map<String, Object>> messages,
            @Nullable String description, @Nullable List<String> labels) {}

    record LintRequest(@Nullable List<Map<String, Object>> messages) {}

    record LabelRequest(@Nullable Integer version) {}

    @GetMapping
    Page<PromptSummary> list(@RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "100") int limit) {
        return Page.of(prompts.list(after, Page.limit(limit) + 1), limit, PromptSummary::name);
    }

    @PostMapping(consumes = JSON)
    ResponseEntity<PromptVersion> save(InputStream body) throws IOException {
        SaveRequest request = JsonBodies.read(body, SaveRequest.class, JsonBodies.keysOf(SaveRequest.class));
        String name = JsonBodies.name("name", request.name());
        if (name.contains("@")) {
            throw Problem.invalid("name", name, "a prompt name has no '@'; it separates name and version");
        }
        List<String> labels = request.labels() == null ? List.of() : request.labels();
        labels.forEach(PromptController::checkLabel);
        List<Map<String, Object>> messages = request.messages() == null ? List.of() : request.messages();
        PromptLint lint = PromptLint.of("messages", name, messages);
        if (!lint.errors().isEmpty()) {
            throw Problem.invalid(lint.errors());
        }
        PromptRepository.Saved saved = prompts.save(name, messages, request.description(), actor.current());
        labels.forEach(label -> prompts.label(name, label, saved.version().version(), actor.current()));
        PromptVersion version = labels.isEmpty() ? saved.version() : get(name, saved.version().version());
        AuditDetail.change("prompt", name, saved.created() ? null : Map.of("version", version.version()),
                Map.of("version", version.version(), "hash", version.hash(), "labels", version.labels()));
        URI location = UriComponentsBuilder.fromPath("/api/v1/prompts/{name}/versions/{version}")
                .encode()
                .build(name, version.version());
        return saved.created()
                ? ResponseEntity.created(location).body(version)
                : ResponseEntity.ok().location(location).body(version);
    }

    @PostMapping(path = "/lint", consumes = JSON)
    PromptLint lint(InputStream body) throws IOException {
        LintRequest request = JsonBodies.read(body, LintRequest.class, JsonBodies.keysOf(LintRequest.class));
        return PromptLint.of("messages", "draft", request.messages() == null ? List.of() : request.messages());
    }

    @GetMapping("/{name}")
    PromptVersion latest(@PathVariable String name) {
        return prompts.latest(name).orElseThrow(() -> unknown(name));
    }

    @GetMapping("/{name}/versions")
    Page<PromptVersion> versions(@PathVariable String name,
            @RequestParam(defaultValue = "2147483647") int after, @RequestParam(defaultValue = "100") int limit) {
        latest(name);
        return Page.of(prompts.versions(name, after, Page.limit(limit) + 1), limit, PromptVersion::version);
    }

    @GetMapping("/{name}/versions/{version}")
    PromptVersion get(@PathVariable String name, @PathVariable int version) {
        return prompts.find(name, version).orElseThrow(() -> unknownVersion(name, version));
    }

    @GetMapping("/{name}/labels/{label}")
    PromptVersion labelled(@PathVariable String name, @PathVariable String label) {
        latest(name);
        return prompts.findLabelled(name, label).orElseThrow(() -> unknownLabel(name, label));
    }

    @PutMapping(path = "/{name}/labels/{label}", consumes = JSON)
    PromptVersion label(@PathVariable String name, @PathVariable String label, InputStream body) throws IOException {
        LabelRequest request = JsonBodies.read(body, LabelRequest.class, JsonBodies.keysOf(LabelRequest.class));
        checkLabel(label);
        if (request.version() == null) {
            throw Problem.invalid("version", null, "version is missing; give the number the label shall point at");
        }
        get(name, request.version());
        Map<String, Object> before = labelled(label, prompts.findLabelled(name, label));
        prompts.label(name, label, request.version(), actor.current());
        PromptVersion now = get(name, request.version());
        AuditDetail.change("prompt", name, before, labelled(label, Optional.of(now)));
        return now;
    }

    @DeleteMapping("/{name}/labels/{label}")
    ResponseEntity<Void> unlabel(@PathVariable String name, @PathVariable String label) {
        latest(name);
        Map<String, Object> before = labelled(label, prompts.findLabelled(name, label));
        if (!prompts.unlabel(name, label)) {
            throw unknownLabel(name, label);
        }
        AuditDetail.change("prompt", name, before, null);
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/{name}/diff")
    PromptDiff diff(@PathVariable String name, @RequestParam int from, @RequestParam int to) {
        return PromptDiff.between(get(name, from), get(name, to));
    }

    private static Map<String, Object> labelled(String label, Optional<PromptVersion> version) {
        return version.<Map<String, Object>>map(found -> Map.of("label", label, "version", found.version()))
                .orElse(Map.of("label", label));
    }

    private static void checkLabel(String label) {
        JsonBodies.name("label", label);
        if (label.chars().allMatch(Character::isDigit) || label.equals("latest")) {
            throw Problem.invalid("label", label,
                    "a label is a word such as production; numbers and 'latest' already mean versions");
        }
    }

    private Problem unknown(String name) {
        return Problem.notFound("there is no prompt '" + name + "'" + NearNames.hint(name, prompts.names()));
    }

    private Problem unknownVersion(String name, int version) {
        int latest = latest(name).version();
        return Problem.notFound("prompt '" + name + "' has no version " + version + "; its newest is " + latest);
    }

    private Problem unknownLabel(String name, String label) {
        return Problem.notFound("prompt '" + name + "' has no label '" + label + "'; it has " + prompts.labels(name));
    }
}
