package dev.promptlooper.scoring.builtin;

import dev.promptlooper.contracts.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;

/// Reads a whole output as one JSON value.
final class JsonText {

    private static final ObjectReader READER = Json.MAPPER.readerFor(JsonNode.class)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private JsonText() {}

    /// @throws NotJson with the problem in words
    static JsonNode read(String text, boolean fenced) throws NotJson {
        String json = fenced ? unfence(text) : text;
        if (json.isBlank()) {
            throw new NotJson("the output is empty");
        }
        try {
            return READER.readValue(json);
        } catch (JacksonException e) {
            throw new NotJson("not JSON: " + ScoreResultText.firstLine(e.getOriginalMessage()));
        }
    }

    private static String unfence(String text) {
        int open = text.indexOf("```");
        int start = open < 0 ? -1 : text.indexOf('\n', open);
        int end = start < 0 ? -1 : text.indexOf("```", start);
        return end < 0 ? text : text.substring(start + 1, end);
    }

    /// The text is not JSON; an outcome, not a defect, hence without stack trace.
    static final class NotJson extends Exception {

        private static final long serialVersionUID = 1;

        NotJson(String message) {
            super(message, null, false, false);
        }
    }
}
