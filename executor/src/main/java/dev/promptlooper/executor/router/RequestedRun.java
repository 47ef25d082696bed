package dev.promptlooper.executor.router;

import dev.promptlooper.contracts.event.Purpose;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// What the router reads of a `run.requested` record; the rest is carried on as bytes. A tenth of the cost of binding the record
/// and writing it again, and this is done for every run.
///
/// @param purpose     why it was asked for
/// @param sweepId     of the run
/// @param runId       see [dev.promptlooper.contracts.event.Run#id()]
/// @param caseKey     see [dev.promptlooper.contracts.event.Run#caseKey()]
/// @param endpoint    endpoint of the run's candidate
/// @param configHash  the key
/// @param endpointUrl identity of the endpoint
/// @param body        request body
/// @param notBefore   oldest answer accepted, epoch milliseconds; 0 = any
/// @param priority    of the sweep
/// @param concurrency most calls of the sweep at once, or null
/// @param requestedAt epoch milliseconds
/// @param passage     `"purpose":…,"run":…,"configHash":…,"input":…,"reserved":…`, as `run.completed` needs it
record RequestedRun(Purpose purpose, String sweepId, String runId, String caseKey, String endpoint, String configHash,
        String endpointUrl, String body, long notBefore, int priority, @Nullable Integer concurrency,
        long requestedAt, JsonBytes passage) {

    /// @throws IllegalArgumentException saying what is wrong with the record
    static RequestedRun read(byte[] json) {
        try (JsonParser parser = Json.MAPPER.createParser(json)) {
            return new Scan(json, parser).read();
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a RunRequested: " + Json.problem(e), e);
        }
    }

    Waiter waiter() {
        return new Waiter(purpose + "/" + runId, caseKey, notBefore, requestedAt, passage, Fate.OPEN);
    }

    Call call() {
        return new Call(endpoint, endpointUrl, modelOf(body), body, sweepId, priority, concurrency, requestedAt);
    }

    private static String modelOf(String body) {
        try (JsonParser parser = Json.MAPPER.createParser(body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                    JsonToken value = parser.nextToken();
                    if (name.equals("model") && value == JsonToken.VALUE_STRING) {
                        return parser.getString();
                    }
                    parser.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the body of a RunRequested is not JSON: " + Json.problem(e), e);
        }
        throw new IllegalArgumentException("the body of a RunRequested names no model");
    }

    private static final class Scan {

        private final byte[] json;
        private final JsonParser parser;
        private Purpose purpose = Purpose.SWEEP;
        private @Nullable String configHash;
        private @Nullable String endpointUrl;
        private @Nullable String body;
        private @Nullable String sweepId;
        private @Nullable String endpoint;
        private long candidateIndex = -1;
        private long caseIndex = -1;
        private long repeat = -1;
        private long notBefore;
        private long priority = 50;
        private @Nullable Integer concurrency;
        private long requestedAt = -1;
        private @Nullable JsonBytes run;
        private @Nullable JsonBytes input;
        private @Nullable JsonBytes reserved;

        Scan(byte[] json, JsonParser parser) {
            this.json = json;
            this.parser = parser;
        }

        RequestedRun read() {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a RunRequested: not a JSON object");
            }
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "schema" -> checkSchema();
                    case "purpose" -> purpose = Purpose.valueOf(text(name, value));
                    case "configHash" -> configHash = text(name, value);
                    case "endpointUrl" -> endpointUrl = text(name, value);
                    case "body" -> body = text(name, value);
                    case "cacheNotBefore" -> notBefore = value == JsonToken.VALUE_NULL ? 0 : number(name, value);
                    case "priority" -> priority = number(name, value);
                    case "concurrency" ->
                        concurrency = value == JsonToken.VALUE_NULL ? null : Math.max(1, (int) number(name, value));
                    case "requestedAt" -> requestedAt = number(name, value);
                    case "run" -> run = run(value);
                    case "input" -> input = object(name, value);
                    case "reserved" -> reserved = object(name, value);
                    default -> parser.skipChildren();
                }
            }
            String hash = present("configHash", configHash);
            String sweep = present("run.sweepId", sweepId);
            return new RequestedRun(purpose, sweep, sweep + "." + index("run.candidate.index", candidateIndex) + "."
                    + index("run.caseIndex", caseIndex) + "." + index("run.repeat", repeat), sweep + "/" + caseIndex,
                    present("run.candidate.endpoint", endpoint), hash, present("endpointUrl", endpointUrl),
                    present("body", body), Math.max(0, notBefore), (int) priority, concurrency,
                    index("requestedAt", requestedAt),
                    passage(hash, present("run", run), present("input", input), present("reserved", reserved)));
        }

        private JsonBytes run(JsonToken first) {
            int from = start("run", first);
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "sweepId" -> sweepId = text(name, value);
                    case "caseIndex" -> caseIndex = number(name, value);
                    case "repeat" -> repeat = number(name, value);
                    case "candidate" -> candidate(value);
                    default -> parser.skipChildren();
                }
            }
            return JsonBytes.slice(json, from, end());
        }

        private void candidate(JsonToken first) {
            start("run.candidate", first);
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "index" -> candidateIndex = number(name, value);
                    case "endpoint" -> endpoint = text(name, value);
                    default -> parser.skipChildren();
                }
            }
        }

        private JsonBytes object(String name, JsonToken first) {
            int from = start(name, first);
            parser.skipChildren();
            return JsonBytes.slice(json, from, end());
        }

        private int start(String name, JsonToken token) {
            if (token != JsonToken.START_OBJECT) {
                throw wrong(name, "an object", token);
            }
            int offset = (int) parser.currentTokenLocation().getByteOffset();
            if (offset < 0) {
                throw new IllegalArgumentException("not a RunRequested: not UTF-8");
            }
            return offset;
        }

        private int end() {
            return (int) parser.currentLocation().getByteOffset();
        }

        private void checkSchema() {
            if (parser.getIntValue() != RunRequested.SCHEMA) {
                throw new IllegalArgumentException("RunRequested of schema " + parser.getIntValue()
                        + "; this version reads schema " + RunRequested.SCHEMA + ", upgrade the executor");
            }
        }

        private String text(String name, JsonToken token) {
            if (token != JsonToken.VALUE_STRING) {
                throw wrong(name, "a string", token);
            }
            return parser.getString();
        }

        private long number(String name, JsonToken token) {
            if (token != JsonToken.VALUE_NUMBER_INT) {
                throw wrong(name, "a whole number", token);
            }
            return parser.getLongValue();
        }

        private JsonBytes passage(String hash, JsonBytes runJson, JsonBytes inputJson, JsonBytes reservedJson) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(
                    runJson.length() + inputJson.length() + reservedJson.length() + 160);
            ascii(out, "\"purpose\":\"" + purpose + "\",\"run\":");
            runJson.writeTo(out);
            ascii(out, ",\"configHash\":\"" + hash + "\",\"input\":");
            inputJson.writeTo(out);
            ascii(out, ",\"reserved\":");
            reservedJson.writeTo(out);
            return JsonBytes.of(out.toByteArray());
        }

        private static void ascii(ByteArrayOutputStream out, String text) {
            out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        private static <T> T present(String name, @Nullable T value) {
            if (value == null) {
                throw new IllegalArgumentException("not a RunRequested: " + name + " is missing");
            }
            return value;
        }

        private static long index(String name, long value) {
            if (value < 0) {
                throw new IllegalArgumentException("not a RunRequested: " + name + " is missing or negative");
            }
            return value;
        }

        private static IllegalArgumentException wrong(String name, String expected, JsonToken token) {
            return new IllegalArgumentException(
                    "not a RunRequested: " + name + " must be " + expected + ", was " + token);
        }
    }
}
