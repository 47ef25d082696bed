package dev.promptlooper.projector.query.board;

import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A candidate to take away. Pure. No form has a key in it: the projection never sees one.
final class Snippets {

    /// Forms.
    enum Format {
        JSON, ENV, CURL, PROMPT
    }

    private Snippets() {}

    /// @param prompt      its prompt
    /// @param endpointUrl base URL that answers came from, or null while there is none
    static String of(Format format, Candidate candidate, PromptDefinition prompt, @Nullable String endpointUrl) {
        return switch (format) {
            case JSON -> json(candidate, prompt, endpointUrl);
            case ENV -> env(candidate, prompt, endpointUrl);
            case CURL -> curl(candidate, prompt, endpointUrl);
            case PROMPT -> prompt(prompt);
        };
    }

    private static String json(Candidate candidate, PromptDefinition prompt, @Nullable String endpointUrl) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("candidateId", candidate.id());
        fields.put("endpoint", candidate.endpoint());
        if (endpointUrl != null) {
            fields.put("baseUrl", endpointUrl);
        }
        fields.put("model", candidate.model());
        fields.put("params", candidate.params());
        fields.put("prompt", prompt.ref());
        fields.put("messages", prompt.messages());
        return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(fields) + "\n";
    }

    private static String env(Candidate candidate, PromptDefinition prompt, @Nullable String endpointUrl) {
        Map<String, String> lines = new LinkedHashMap<>();
        if (endpointUrl != null) {
            lines.put("BASE_URL", endpointUrl);
        }
        lines.put("MODEL", candidate.model());
        candidate.params()
                .forEach((name, value) -> lines.put(name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"),
                        value instanceof String text ? text : Json.write(value)));
        lines.put("PROMPT", prompt.ref());
        lines.put("MESSAGES", CanonicalJson.write(prompt.messages()));
        StringBuilder text = new StringBuilder("# The key is not here: set API_KEY where you run it.\n");
        lines.forEach((name, value) -> text.append(Character.isDigit(name.charAt(0)) ? "_" : "")
                .append(name)
                .append('=')
                .append(quoted(value))
                .append('\n'));
        return text.toString();
    }

    private static String curl(Candidate candidate, PromptDefinition prompt, @Nullable String endpointUrl) {
        TreeMap<String, @Nullable Object> body = new TreeMap<>(candidate.params());
        body.put("model", candidate.model());
        body.put("messages", prompt.messages());
        String base = endpointUrl == null ? "\"$BASE_URL\"" : quoted(endpointUrl);
        return "# {{…}} are the variables of a case. The key is read from API_KEY.\ncurl -sS " + base
                + "/chat/completions \\\n  -H \"Authorization: Bearer $API_KEY\" -H 'Content-Type: application/json' \\\n  -d "
                + quoted(CanonicalJson.write(body)) + "\n";
    }

    /// As a prompt stands in a sweep file; YAML reads JSON, and JSON leaves no doubt about white space.
    private static String prompt(PromptDefinition prompt) {
        return Json.MAPPER.writerWithDefaultPrettyPrinter()
                .writeValueAsString(
                        new TreeMap<>(Map.of("name", prompt.name(), "messages", List.copyOf(prompt.messages()))))
                + "\n";
    }

    /// For a POSIX shell: nothing has a meaning between single quotes but the single quote itself.
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
