package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// Text that people, files or models under test wrote, on its way to an agent. It is data, never instructions: marked as such, cut
/// to a length, and without characters that show something else than they are (controls, marks that turn the direction of writing,
/// invisible tags).
public final class Untrusted {

    private static final String REPLACEMENT = "\ufffd";
    private static final int NAME_CHARS = 120;

    private Untrusted() {}

    /// A long text: `{"untrusted": true, "text": …}`, with `chars` of the whole when it was cut.
    public static ObjectNode text(String text, int mostChars) {
        String clean = clean(text);
        ObjectNode marked = Json.MAPPER.createObjectNode().put("untrusted", true);
        if (clean.length() <= mostChars) {
            return marked.put("text", clean);
        }
        return marked.put("text", cut(clean, mostChars)).put("truncated", true).put("chars", clean.length());
    }

    /// A name or another short text that stands in the middle of ours.
    public static String name(String text) {
        return name(text, NAME_CHARS);
    }

    static String name(String text, int mostChars) {
        String clean = clean(text).replace('\n', ' ').replace('\t', ' ');
        return clean.length() <= mostChars ? clean : cut(clean, mostChars) + "…";
    }

    /// In single quotes, for messages.
    public static String quoted(String text) {
        return "'" + name(text).replace("'", "’") + "'";
    }

    /// A JSON value whose texts are cleaned and cut; for rows of data sets and parameters.
    static JsonNode value(JsonNode value, int mostChars) {
        if (value.isString()) {
            return Json.MAPPER.valueToTree(name(value.asString(), mostChars));
        }
        if (!value.isContainer()) {
            return value;
        }
        String json = Json.write(value);
        if (json.length() > mostChars) {
            return Json.MAPPER.valueToTree(name(json, mostChars));
        }
        return Json.MAPPER.readTree(clean(json));
    }

    /// Messages of a prompt: role and marked content.
    static List<ObjectNode> messages(JsonNode messages, int mostChars) {
        return messages.valueStream().map(message -> {
            ObjectNode row = Json.MAPPER.createObjectNode().put("role", name(message.path("role").asString("?")));
            JsonNode content = message.path("content");
            row.set("content", text(content.isString() ? content.asString() : Json.write(content), mostChars));
            return row;
        }).toList();
    }

    static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (isVisible(point)) {
                clean.appendCodePoint(point);
            } else if (point != '\r') {
                clean.append(REPLACEMENT);
            }
        });
        return clean.toString();
    }

    private static boolean isVisible(int point) {
        if (point == '\n' || point == '\t' || point == 0x200d) {
            return true; // the last one joins emoji
        }
        int type = Character.getType(point);
        return type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE
                && type != Character.PRIVATE_USE && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }

    private static String cut(String text, int chars) {
        int end = chars > 0 && Character.isHighSurrogate(text.charAt(chars - 1)) ? chars - 1 : chars;
        return text.substring(0, end);
    }
}
