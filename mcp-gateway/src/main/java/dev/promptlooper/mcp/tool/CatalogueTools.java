package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.rest.RestApi;
import dev.promptlooper.mcp.rest.RestFailure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What sweeps are made of: models, scorers, prompts, data sets; and the label that says which prompt is in use.
final class CatalogueTools {

    private static final int MESSAGE_CHARS = 4_000;
    private static final int CELL_CHARS = 300;
    private static final int DESCRIPTION_CHARS = 200;

    private CatalogueTools() {}

    static ToolResult listModels(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        return Pages.byKey(call, "/api/v1/models", Map.of("q", arguments.text("query")), "models", "model",
                model -> Pick.of(model, "model", "status", "listed", "usd_per_million_input=price.input",
                        "usd_per_million_output=price.output"))
                .done();
    }

    static ToolResult listScorers(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        String part = arguments.text("query").toLowerCase(Locale.ROOT);
        List<JsonNode> found = call.api()
                .get("/api/v1/scorers", Map.of())
                .path("items")
                .valueStream()
                .filter(type -> type.path("type").asString("").toLowerCase(Locale.ROOT).contains(part))
                .toList();
        boolean whole = found.size() <= 3;
        Answer answer = new Answer();
        return answer.rows("scorers", found.stream().map(type -> scorer(type, whole)).toList(), Answer.TARGET,
                String::valueOf, false).done();
    }

    private static ObjectNode scorer(JsonNode type, boolean whole) {
        ObjectNode row = Pick.of(type, "type");
        row.put("description", Untrusted.name(type.path("description").asString(""), DESCRIPTION_CHARS));
        if (whole) {
            row.set("parameters", Json.MAPPER.valueToTree(type.path("parameters")
                    .valueStream()
                    .map(parameter -> Pick.of(parameter, "name", "kind", "required", "default", "description"))
                    .toList()));
        } else {
            row.set("parameters", Json.MAPPER
                    .valueToTree(
                            type.path("parameters").valueStream().map(one -> one.path("name").asString("")).toList()));
        }
        return row;
    }

    static ToolResult listPrompts(ToolCall call) {
        return Pages.byKey(call, "/api/v1/prompts", Map.of(), "prompts", "name",
                prompt -> Pick.of(prompt, "prompt=name", "latest", "labels", "updated_at=updatedAt"))
                .done();
    }

    static ToolResult getPrompt(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        String prompt = "/api/v1/prompts/" + arguments.segment("prompt");
        String which = arguments.has("version")
                ? "/versions/" + arguments.segment("version")
                : arguments.has("label") ? "/labels/" + arguments.segment("label") : "";
        JsonNode version = call.api().get(prompt + which, Map.of());
        Answer answer = new Answer();
        Pick.into(answer.json(), version, "prompt=name", "version", "labels", "variables", "description",
                "created_at=createdAt", "created_by=createdBy");
        answer.put("messages", Json.MAPPER.valueToTree(Untrusted.messages(version.path("messages"), MESSAGE_CHARS)));
        if (arguments.has("diff_against")) {
            JsonNode diff = call.api()
                    .get(prompt + "/diff", Map.of("from", arguments.text("diff_against"), "to",
                            version.path("version").asString("")));
            answer.put("changes", changes(diff));
        }
        return answer.done();
    }

    private static ArrayNode changes(JsonNode diff) {
        ArrayNode changes = Json.MAPPER.createArrayNode();
        diff.path("messages").forEach(message -> message.path("lines").forEach(line -> {
            String change = line.path("change").asString("");
            if (!change.equals("SAME")) {
                changes.add(Json.MAPPER.createObjectNode()
                        .put("message", message.path("index").asInt())
                        .put("change", change.toLowerCase(Locale.ROOT))
                        .set("line", Untrusted.text(line.path("text").asString(""), CELL_CHARS)));
            }
        }));
        return changes;
    }

    static ToolResult savePrompt(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        ObjectNode body = Json.MAPPER.createObjectNode().put("name", arguments.text("prompt"));
        body.set("messages", arguments.at("messages"));
        if (arguments.has("description")) {
            body.set("description", arguments.at("description"));
        }
        JsonNode saved = call.api().post("/api/v1/prompts", body, Map.of());
        Answer answer = new Answer();
        Pick.into(answer.json(), saved, "prompt=name", "version", "labels", "variables");
        answer.json()
                .put("use_as",
                        Untrusted.name(saved.path("name").asString("") + "@" + saved.path("version").asString("")));
        return answer.done();
    }

    static ToolResult promotePrompt(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        String path = "/api/v1/prompts/" + arguments.segment("prompt") + "/labels/"
                + RestApi.segment(arguments.text("label", "production"));
        int before = labelled(call, path);
        int expected = arguments.number("expected_current_version", before);
        if (expected != before) {
            return new ToolResult.Failed(new ToolError(ToolError.Code.CONFLICT,
                    "the label points at " + (before == 0 ? "nothing" : "version " + before) + ", not at version "
                            + expected,
                    "look at the prompt and decide again",
                    "get_prompt {\"prompt\":\"" + Untrusted.name(arguments.text("prompt")) + "\"}", false,
                    "expected_current_version"));
        }
        int wanted = arguments.number("version", 0);
        if (before == wanted) {
            return promoted(call, path, before); // nothing changes, so nobody needs to be asked
        }
        String prompt = Untrusted.quoted(arguments.text("prompt"));
        String label = Untrusted.quoted(arguments.text("label", "production"));
        return new ToolResult.Unconfirmed(path + " " + before + " " + wanted,
                "Point the label " + label + " of the prompt " + prompt + " at version " + wanted + " instead of "
                        + (before == 0 ? "nothing" : "version " + before)
                        + "? Whatever uses that label gets the new version from now on.",
                Double.POSITIVE_INFINITY, () -> promoted(call, path, before));
    }

    private static ToolResult promoted(ToolCall call, String path, int before) {
        Arguments arguments = Arguments.of(call);
        JsonNode version = call.api().put(path, Map.of("version", arguments.number("version", 0)));
        Answer answer = new Answer();
        Pick.into(answer.json(), version, "prompt=name");
        answer.json().put("label", arguments.text("label", "production"));
        if (before > 0) {
            answer.json().put("from_version", before);
        }
        Pick.into(answer.json(), version, "to_version=version");
        return answer.done();
    }

    /// The version that a label points at; 0 for none.
    private static int labelled(ToolCall call, String path) {
        try {
            return call.api().get(path, Map.of()).path("version").asInt();
        } catch (RestFailure e) {
            if (e.status() == 404) {
                return 0;
            }
            throw e;
        }
    }

    static ToolResult listDatasets(ToolCall call) {
        return Pages.byKey(call, "/api/v1/datasets", Map.of(), "datasets", "name", CatalogueTools::dataset).done();
    }

    static ToolResult getDataset(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        String path = "/api/v1/datasets/" + arguments.segment("dataset");
        JsonNode dataset = call.api()
                .get(path + (arguments.has("version") ? "/versions/" + arguments.segment("version") : ""), Map.of());
        int rows = arguments.number("sample_rows", 3);
        Answer answer = new Answer();
        answer.json().setAll(dataset(dataset));
        if (rows > 0) {
            JsonNode cases = call.api()
                    .get(path + "/versions/" + dataset.path("version").asString("1") + "/cases",
                            Map.of("limit", String.valueOf(rows)));
            Answer sample = new Answer();
            sample.json().put("untrusted", true);
            sample.rows("cases", cases.path("items").valueStream().map(CatalogueTools::sample).toList(),
                    Answer.TARGET - 2_000,
                    String::valueOf, false);
            answer.put("sample", sample.json());
        }
        return answer.done();
    }

    private static ObjectNode sample(JsonNode one) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        row.set("case_id", Untrusted.value(one.path("id"), CELL_CHARS));
        ObjectNode vars = row.putObject("vars");
        one.path("vars")
                .forEachEntry((name, value) -> vars.set(Untrusted.name(name), Untrusted.value(value, CELL_CHARS)));
        if (one.path("expected").isString()) {
            row.set("expected", Untrusted.value(one.path("expected"), CELL_CHARS));
        }
        return row;
    }

    static ToolResult createDataset(ToolCall call) {
        Arguments arguments = Arguments.of(call);
        JsonNode saved = call.api()
                .post("/api/v1/datasets",
                        Map.of("name", arguments.text("dataset"), "format", "json", "expected",
                                arguments.text("expected")),
                        arguments.at("rows"), Map.of());
        Answer answer = new Answer();
        answer.json().setAll(dataset(saved));
        return answer.done();
    }

    private static ObjectNode dataset(JsonNode dataset) {
        ObjectNode row = Pick.of(dataset, "dataset=name", "version", "cases", "created_at=createdAt");
        row.set("columns", Json.MAPPER.valueToTree(dataset.path("columns")
                .valueStream()
                .limit(30)
                .map(column -> Pick.of(column, "name", "type", "role"))
                .toList()));
        return row;
    }
}
