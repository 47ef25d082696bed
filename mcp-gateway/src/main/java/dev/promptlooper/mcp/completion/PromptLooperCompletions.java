package dev.promptlooper.mcp.completion;

import dev.promptlooper.mcp.resource.Docs;
import dev.promptlooper.mcp.rest.Caller;
import dev.promptlooper.mcp.rest.RestFailure;
import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Completes ids and names by what the API lists for the caller. A name means the same wherever it is an argument. Thread-safe.
public final class PromptLooperCompletions implements Completions {

    private static final int MOST = 20;
    private static final String LOOKED_AT = "200";

    @Override
    public Proposal complete(Ref ref, String argument, String value, Caller caller) {
        try {
            List<String> all = switch (argument) {
                case "sweep_id" -> keys(caller, "/api/v1/sweeps", "sweepId");
                case "experiment_id" -> keys(caller, "/api/v1/experiments", "id");
                case "prompt" -> keys(caller, "/api/v1/prompts", "name");
                case "dataset" -> keys(caller, "/api/v1/datasets", "name");
                case "model" -> keys(caller, "/api/v1/models", "model");
                case "label" -> items(caller, "/api/v1/prompts")
                        .flatMap(prompt -> prompt.path("labels").propertyStream().map(Map.Entry::getKey))
                        .distinct()
                        .sorted()
                        .toList();
                case "topic" -> Docs.topics();
                default -> List.of();
            };
            return proposal(all, value);
        } catch (RestFailure e) {
            return NONE; // somebody types; an error would only be in the way
        }
    }

    private static Proposal proposal(List<String> all, String value) {
        String part = value.toLowerCase(Locale.ROOT);
        List<String> fitting = Stream
                .concat(all.stream().filter(one -> one.toLowerCase(Locale.ROOT).startsWith(part)),
                        all.stream().filter(one -> one.toLowerCase(Locale.ROOT).contains(part)))
                .distinct()
                .toList();
        return new Proposal(fitting.stream().limit(MOST).toList(), fitting.size(), fitting.size() > MOST);
    }

    private static List<String> keys(Caller caller, String path, String key) {
        return items(caller, path).map(item -> item.path(key).asString("")).filter(one -> !one.isEmpty()).toList();
    }

    private static Stream<JsonNode> items(Caller caller, String path) {
        return caller.api().get(path, Map.of("limit", LOOKED_AT)).path("items").valueStream();
    }
}
