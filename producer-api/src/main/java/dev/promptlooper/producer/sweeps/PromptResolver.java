package dev.promptlooper.producer.sweeps;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.prompt.PromptTemplate;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.producer.datasets.DatasetVersion;
import dev.promptlooper.producer.prompts.PromptLint;
import dev.promptlooper.producer.prompts.PromptRepository;
import dev.promptlooper.producer.prompts.PromptVersion;
import dev.promptlooper.producer.web.NearNames;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Resolves the `prompts` of a request: inline messages, or a name with a version, a label, or nothing. Thread-safe.
final class PromptResolver {

    private static final TypeReference<List<Map<String, Object>>> MESSAGES = new TypeReference<>() {
    };

    private final PromptRepository prompts;

    PromptResolver(PromptRepository prompts) {
        this.prompts = prompts;
    }

    /// Entries that resolve, in order.
    List<PromptDefinition> resolve(JsonNode entries, Findings findings) {
        List<PromptDefinition> found = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            String field = "prompts[" + i + "]";
            int index = i;
            entry(field, entries.get(i), findings).ifPresent(prompt -> {
                Integer first = seen.putIfAbsent(prompt.ref(), index);
                if (first != null) {
                    findings.problem(field, prompt.ref(), "is the same prompt as prompts[" + first
                            + "]; give it another name or leave it out");
                }
                found.add(prompt);
            });
        }
        return found;
    }

    /// Prompts must not want what the cases do not have.
    void checkVariables(List<PromptDefinition> resolved, DatasetVersion dataset, Findings findings) {
        for (PromptDefinition prompt : resolved) {
            for (String variable : PromptTemplate.compile(prompt).requiredVariables()) {
                if (!dataset.vars().contains(variable)) {
                    findings.problem("prompts", prompt.ref(), "prompt '" + prompt.ref() + "' uses {{" + variable
                            + "}}, which the cases of '" + dataset.name() + "' do not have"
                            + NearNames.hint(variable, dataset.vars()) + "; they have " + dataset.vars());
                }
            }
        }
    }

    private Optional<PromptDefinition> entry(String field, JsonNode entry, Findings findings) {
        if (entry.isString()) {
            String text = entry.asString();
            int at = text.lastIndexOf('@');
            return at <= 0
                    ? find(field, text, null, findings)
                    : find(field, text.substring(0, at), text.substring(at + 1), findings);
        }
        if (entry.has("file")) {
            findings.problem(field + ".file", entry.path("file").asString(),
                    "files are read by the command line, not by the server; send the messages inline");
            return Optional.empty();
        }
        String name = entry.path("name").asString();
        boolean isRef = entry.has("version") || entry.has("label");
        if (entry.has("messages")) {
            if (isRef) {
                findings.problem(field, null, "has messages and a version or label; give one of them");
                return Optional.empty();
            }
            return inline(field, name, entry.path("messages"), findings);
        }
        if (entry.has("version") && entry.has("label")) {
            findings.problem(field, null, "has a version and a label; give one of them");
            return Optional.empty();
        }
        return find(field, name, isRef ? entry.path(entry.has("version") ? "version" : "label").asString() : null,
                findings);
    }

    private static Optional<PromptDefinition> inline(String field, String name, JsonNode messages, Findings findings) {
        List<Map<String, Object>> list = Json.MAPPER.convertValue(messages, MESSAGES);
        PromptLint lint = PromptLint.of(field + ".messages", name, list);
        lint.errors().forEach(error -> findings.problem(error.field(), error.value(), error.message()));
        lint.warnings().forEach(warning -> findings.warning("prompt '" + name + "': " + warning));
        if (name.isBlank()) {
            findings.problem(field + ".name", name, "a prompt needs a name");
        }
        return lint.errors().isEmpty() && !name.isBlank()
                ? Optional.of(new PromptDefinition(name, 0, list))
                : Optional.empty();
    }

    private Optional<PromptDefinition> find(String field, String name, @Nullable String which, Findings findings) {
        Optional<PromptVersion> latest = prompts.latest(name);
        if (latest.isEmpty()) {
            findings.problem(field, name, "there is no prompt '" + name + "'" + NearNames.hint(name, prompts.names())
                    + "; save it first, or give its messages inline");
            return Optional.empty();
        }
        if (which == null || which.equals("latest")) {
            return latest.map(PromptVersion::definition);
        }
        if (which.matches("\\d{1,9}")) {
            Optional<PromptVersion> version = prompts.find(name, Integer.parseInt(which));
            if (version.isEmpty()) {
                findings.problem(field, name + "@" + which, "prompt '" + name + "' has no version " + which
                        + "; its newest is " + latest.get().version());
            }
            return version.map(PromptVersion::definition);
        }
        Optional<PromptVersion> labelled = prompts.findLabelled(name, which);
        if (labelled.isEmpty()) {
            List<String> labels = prompts.labels(name);
            findings.problem(field, name + "@" + which, "prompt '" + name + "' has no label '" + which + "'"
                    + NearNames.hint(which, labels) + "; it has " + labels);
        }
        return labelled.map(PromptVersion::definition);
    }
}
