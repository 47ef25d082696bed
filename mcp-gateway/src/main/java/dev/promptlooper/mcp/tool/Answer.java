package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// Puts answers together so that they fit: about 2,000 tokens unless the caller asked for more, never more than 8,000 (four
/// characters are a token). What does not fit is dropped from the end, and the answer says so: `truncated`, and the `next_cursor`
/// to go on with. Confined to one thread.
final class Answer {

    /// Characters of an answer where the caller did not say how much.
    static final int TARGET = 8_000;
    /// Characters that no answer exceeds.
    static final int MOST = 32_000;
    private static final int RESERVE = 400;

    private final ObjectNode json = Json.MAPPER.createObjectNode();
    private final List<Link> links = new ArrayList<>();

    ObjectNode json() {
        return json;
    }

    Answer put(String name, JsonNode value) {
        json.set(name, value);
        return this;
    }

    /// Where there is more.
    Answer link(Link link) {
        links.add(link);
        return this;
    }

    /// Rows that the answer has room for.
    ///
    /// @param most    characters of the whole answer
    /// @param cursor  where to go on after so many rows
    /// @param more    whether there is something after the last row
    Answer rows(String name, List<? extends JsonNode> rows, int most, IntFunction<String> cursor, boolean more) {
        ArrayNode taken = json.putArray(name);
        int room = most - RESERVE - Json.write(json).length();
        int kept = 0;
        for (JsonNode row : rows) {
            room -= Json.write(row).length() + 1;
            if (room < 0 && kept > 0) {
                break;
            }
            taken.add(row);
            kept++;
        }
        if (kept < rows.size()) {
            json.put("truncated", true);
        }
        if (kept > 0 && (kept < rows.size() || more)) {
            json.put("next_cursor", cursor.apply(kept));
        }
        return this;
    }

    ToolResult done() {
        return new ToolResult.Done(json, links);
    }

    /// The last line of defence: an answer that is still too large loses rows of its longest lists and then its longest fields.
    static ToolResult.Done fit(ToolResult.Done done) {
        if (done.text().length() <= MOST) {
            return done;
        }
        ObjectNode json = done.structured().deepCopy();
        json.put("truncated", true);
        while (Json.write(json).length() > MOST) {
            String longest = json.propertyStream()
                    .max(java.util.Comparator.comparingInt(field -> Json.write(field.getValue()).length()))
                    .map(java.util.Map.Entry::getKey)
                    .orElseThrow();
            if (json.get(longest) instanceof ArrayNode list && list.size() > 1) {
                for (int drop = Math.max(1, list.size() / 4); drop > 0; drop--) {
                    list.remove(list.size() - 1);
                }
            } else if (json.get(longest) instanceof ObjectNode object && object.path("text").isString()) {
                String text = object.path("text").asString();
                object.put("text", text.substring(0, text.length() / 2)).put("truncated", true);
            } else {
                json.remove(longest);
            }
        }
        return new ToolResult.Done(json, done.links());
    }
}
