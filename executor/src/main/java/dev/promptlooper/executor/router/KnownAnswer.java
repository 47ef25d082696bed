package dev.promptlooper.executor.router;

import dev.promptlooper.contracts.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// What the router reads of a `response` record.
///
/// @param json       the answer, as `run.completed` takes it over
/// @param answeredAt epoch milliseconds
record KnownAnswer(JsonBytes json, long answeredAt) {

    /// @throws IllegalArgumentException saying what is wrong with the record
    static KnownAnswer read(byte[] record) {
        try (JsonParser parser = Json.MAPPER.createParser(record)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    JsonToken value = parser.nextToken();
                    if (name.equals("answer") && value == JsonToken.START_OBJECT) {
                        return answer(record, parser);
                    }
                    parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a ResponseRecorded: " + Json.problem(e), e);
        }
        throw new IllegalArgumentException("not a ResponseRecorded: answer is missing");
    }

    private static KnownAnswer answer(byte[] record, JsonParser parser) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        long answeredAt = -1;
        boolean hasOutput = false;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("answeredAt") && value == JsonToken.VALUE_NUMBER_INT) {
                answeredAt = parser.getLongValue();
            } else {
                hasOutput |= name.equals("output") && value == JsonToken.START_OBJECT;
                parser.skipChildren();
            }
        }
        if (from < 0 || answeredAt < 0 || !hasOutput) {
            throw new IllegalArgumentException("not a ResponseRecorded: answer needs output and answeredAt, in UTF-8");
        }
        return new KnownAnswer(JsonBytes.slice(record, from, (int) parser.currentLocation().getByteOffset()),
                answeredAt);
    }
}
