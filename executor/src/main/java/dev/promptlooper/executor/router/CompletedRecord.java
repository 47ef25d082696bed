package dev.promptlooper.executor.router;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.json.Json;
import tools.jackson.databind.ObjectWriter;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/// Puts `run.completed` records together from pieces of JSON that are already there. Thread-safe.
final class CompletedRecord {

    private static final ObjectWriter OUTCOME = Json.MAPPER.writerFor(RunCompleted.Outcome.class);
    private static final byte[] HEAD = ascii("{\"schema\":" + RunCompleted.SCHEMA + ",");
    private static final byte[] FAILED = ascii(",\"outcome\":");
    private static final Map<AnswerSource, byte[]> ANSWERED = new EnumMap<>(AnswerSource.class);

    static {
        for (AnswerSource source : AnswerSource.values()) {
            ANSWERED.put(source,
                    ascii(",\"outcome\":{\"kind\":\"answered\",\"source\":\"" + source + "\",\"answer\":"));
        }
    }

    private CompletedRecord() {}

    static byte[] answered(JsonBytes passage, AnswerSource source, JsonBytes answer, long now) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(passage.length() + answer.length() + 128);
        out.writeBytes(HEAD);
        passage.writeTo(out);
        out.writeBytes(ANSWERED.get(source));
        answer.writeTo(out);
        out.write('}');
        return finish(out, now);
    }

    static byte[] failed(JsonBytes passage, RunCompleted.Failed failure, long now) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(passage.length() + 1024);
        out.writeBytes(HEAD);
        passage.writeTo(out);
        out.writeBytes(FAILED);
        out.writeBytes(OUTCOME.writeValueAsBytes(failure));
        return finish(out, now);
    }

    private static byte[] finish(ByteArrayOutputStream out, long now) {
        out.writeBytes(ascii(",\"completedAt\":" + now + "}"));
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
