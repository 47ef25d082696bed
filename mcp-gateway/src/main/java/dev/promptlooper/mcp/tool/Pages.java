package dev.promptlooper.mcp.tool;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// Lists, page by page: by offset where the API sorts (sweeps, candidates, runs), by key where it goes by name.
final class Pages {

    private static final int DEFAULT_ROWS = 10;
    private static final int LOOKED_AT = 1_000;

    private Pages() {}

    /// Room for an answer: small, unless the caller asked for so many rows.
    static int room(Arguments arguments) {
        return arguments.has("limit") ? Answer.MOST : Answer.TARGET;
    }

    /// A page of what the API sorts. `total` is added.
    static Answer byOffset(ToolCall call, String path, Map<String, String> query, String name,
            Function<JsonNode, ObjectNode> row) {
        Arguments arguments = Arguments.of(call);
        int from = offset(arguments);
        int limit = arguments.number("limit", DEFAULT_ROWS);
        Map<String, String> all = new LinkedHashMap<>(query);
        all.put("limit", String.valueOf(limit));
        all.put("offset", from == 0 ? "" : String.valueOf(from));
        JsonNode page = call.api().get(path, all);
        Answer answer = new Answer();
        Pick.into(answer.json(), page, "total", "metric", "maximize");
        return answer.rows(name, page.path("items").valueStream().map(row).toList(), room(arguments),
                kept -> String.valueOf(from + kept), page.has("next"));
    }

    /// A page of what the API lists by key; `query` looks for a part of the key.
    static Answer byKey(ToolCall call, String path, Map<String, String> query, String name, String key,
            Function<JsonNode, ObjectNode> row) {
        Arguments arguments = Arguments.of(call);
        String part = arguments.text("query").toLowerCase(Locale.ROOT);
        int limit = arguments.number("limit", DEFAULT_ROWS);
        Map<String, String> all = new LinkedHashMap<>(query);
        all.put("after", arguments.text("cursor"));
        all.put("limit", String.valueOf(part.isEmpty() ? limit : LOOKED_AT));
        JsonNode page = call.api().get(path, all);
        List<JsonNode> items = page.path("items")
                .valueStream()
                .filter(item -> item.path("name")
                        .asString(item.path(key).asString(""))
                        .toLowerCase(Locale.ROOT)
                        .contains(part))
                .toList();
        List<JsonNode> shown = items.subList(0, Math.min(limit, items.size()));
        return new Answer().rows(name, shown.stream().map(row).toList(), room(arguments),
                kept -> shown.get(kept - 1).path(key).asString(""), shown.size() < items.size() || page.has("next"));
    }

    private static int offset(Arguments arguments) {
        String cursor = arguments.text("cursor");
        return cursor.matches("[0-9]{1,9}") ? Integer.parseInt(cursor) : 0;
    }
}
