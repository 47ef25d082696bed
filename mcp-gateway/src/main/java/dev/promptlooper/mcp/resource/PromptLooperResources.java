package dev.promptlooper.mcp.resource;

import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.rest.Caller;
import dev.promptlooper.mcp.rest.RestApi;
import dev.promptlooper.mcp.rest.RestFailure;
import dev.promptlooper.mcp.tool.ToolCall;
import dev.promptlooper.mcp.tool.ToolError;
import dev.promptlooper.mcp.tool.ToolResult;
import dev.promptlooper.mcp.tool.ToolRunner;
import dev.promptlooper.mcp.tool.Toolbox;
import dev.promptlooper.mcp.tool.Untrusted;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The resources of this server: what tools answer, by URI, and a few short texts about how to work with it. Thread-safe.
public final class PromptLooperResources implements Resources {

    static final String SCHEME = "promptlooper://";
    private static final String JSON = "application/json";
    private static final String SCHEMA = SCHEME + "schemas/sweep";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private static final List<Shown> SHOWN = List.of(
            new Shown("overview", "overview", "Overview", "Where everything stands", "get_overview", Map.of(), true,
                    false),
            new Shown("sweeps/{sweep_id}", "sweep", "Sweep", "Where a sweep stands", "get_sweep", Map.of(), true,
                    false),
            new Shown("sweeps/{sweep_id}/leaderboard", "leaderboard", "Leaderboard",
                    "The best 50 candidates of a sweep",
                    "get_leaderboard", Map.of("limit", 50), true, false),
            new Shown("sweeps/{sweep_id}/verdict", "verdict", "Verdict", "Which candidate to ship, with all details",
                    "get_verdict", Map.of("detail", "full"), false, false),
            new Shown("experiments/{experiment_id}", "experiment", "Experiment", "A kept sweep request",
                    "get_experiment",
                    Map.of(), true, false),
            new Shown("runs/{run_id}", "run", "Run", "A run with output and rendered prompt", "get_run",
                    Map.of("max_chars", 20_000), false, false),
            new Shown("prompts/{prompt}", "prompt", "Prompt", "The newest version of a prompt", "get_prompt", Map.of(),
                    false,
                    false),
            new Shown("prompts/{prompt}/versions/{version}", "prompt_version", "Prompt version",
                    "A version of a prompt; never changes", "get_prompt", Map.of(), false, true),
            new Shown("datasets/{dataset}/sample", "dataset_sample", "Data set sample", "Columns and the first cases",
                    "get_dataset", Map.of("sample_rows", 10), false, false));

    private final ToolRunner runner = new ToolRunner();

    @Override
    public List<ResourceEntry> list(Caller caller) {
        List<ResourceEntry> docs = Docs.topics()
                .stream()
                .map(topic -> new ResourceEntry(SCHEME + "docs/" + topic, "docs_" + topic, "About " + topic,
                        Docs.description(topic), Docs.MIME))
                .toList();
        List<ResourceEntry> all = new java.util.ArrayList<>();
        SHOWN.stream()
                .filter(shown -> !shown.isTemplate())
                .map(shown -> new ResourceEntry(SCHEME + shown.template(), shown.name(), shown.title(),
                        shown.description(), JSON))
                .forEach(all::add);
        all.addAll(docs);
        all.add(new ResourceEntry(SCHEMA, "sweep_schema", "Schema of sweep requests",
                "JSON Schema of what spec in create_experiment takes", "application/schema+json"));
        return List.copyOf(all);
    }

    @Override
    public List<TemplateEntry> templates() {
        return SHOWN.stream()
                .filter(Shown::isTemplate)
                .map(shown -> new TemplateEntry(SCHEME + shown.template(), shown.name(), shown.title(),
                        shown.description(), JSON))
                .toList();
    }

    @Override
    public ResourceContent read(String uri, Caller caller) {
        if (uri.startsWith(SCHEME + "docs/")) {
            return Docs.read(uri);
        }
        if (uri.equals(SCHEMA)) {
            JsonNode schema = caller.api().get("/api/v1/schemas/sweep-file.schema.json", Map.of());
            return new ResourceContent(uri, "application/schema+json", new ResourceContent.Text(Json.write(schema)),
                    HOUR, true);
        }
        Shown.Match match = match(uri);
        ObjectNode content = call(uri, match, caller);
        Shown shown = match.shown();
        return shown.isFixed()
                ? new ResourceContent(uri, JSON, new ResourceContent.Text(Json.write(content)), DAY, false)
                : ResourceContent.live(uri, JSON, Json.write(content));
    }

    private ObjectNode call(String uri, Shown.Match match, Caller caller) {
        ToolResult result = runner.run(Toolbox.tool(match.shown().tool()), new Reading(match.arguments(), caller));
        return switch (result) {
            case ToolResult.Done done -> done.structured();
            case ToolResult.Failed failed -> throw failure(uri, failed.error());
            case ToolResult.Unconfirmed open -> throw new IllegalStateException(
                    "reading a resource does nothing that anybody has to agree to");
        };
    }

    private static RuntimeException failure(String uri, ToolError error) {
        return switch (error.code()) {
            case NOT_FOUND, INVALID_ARGUMENT -> new UnknownResource(uri, error.message());
            default -> RestFailure.noAnswer(error.message());
        };
    }

    @Override
    public boolean subscribable(String uri) {
        return SHOWN.stream().anyMatch(shown -> shown.isLive() && shown.match(uri) != null);
    }

    @Override
    public String revision(String uri, Caller caller) {
        Shown.Match match = match(uri);
        try {
            return switch (match.shown().name()) {
                case "sweep" -> caller.api()
                        .get(sweep(match) + "/wait", Map.of("until", "any_change", "timeout", "0"))
                        .path("revision")
                        .asString("");
                case "leaderboard" -> {
                    JsonNode asOf = caller.api().get(sweep(match) + "/leaderboard", Map.of("limit", "1")).path("asOf");
                    yield asOf.path("epoch").asString("") + "-" + asOf.path("seq").asString("");
                }
                default -> ConfigHash.sha256(Json.write(call(uri, match, caller)));
            };
        } catch (RestFailure e) {
            if (e.status() == 404) {
                throw new UnknownResource(uri, "there is nothing behind " + Untrusted.quoted(uri));
            }
            throw e;
        }
    }

    private static String sweep(Shown.Match match) {
        return "/api/v1/sweeps/" + RestApi.segment(match.arguments().path("sweep_id").asString(""));
    }

    private static Shown.Match match(String uri) {
        return SHOWN.stream()
                .map(shown -> shown.match(uri))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new UnknownResource(uri, "there is no resource " + Untrusted.quoted(uri)
                        + "; resources/list and resources/templates/list show what there is"));
    }

    private record Reading(ObjectNode arguments, Caller caller) implements ToolCall {

        @Override
        public RestApi api() {
            return caller.api();
        }

        @Override
        public Principal principal() {
            return caller.principal();
        }

        @Override
        public void progress(double done, double total, String message) {
            // Reading a resource does not wait.
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    }
}
