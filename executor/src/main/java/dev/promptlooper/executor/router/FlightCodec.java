package dev.promptlooper.executor.router;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.executor.router.FlightState.Airborne;
import dev.promptlooper.executor.router.FlightState.Landed;
import org.apache.kafka.common.errors.SerializationException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Compact binary form of flights and waiters in the router's changelogs. The first byte is the version of the form; a program
/// that does not know it refuses rather than guesses. Thread-safe.
final class FlightCodec {

    private static final byte AIRBORNE_1 = 1;
    private static final byte LANDED_1 = 2;
    private static final byte WAITER_1 = 3;
    /// With the sweep's concurrency.
    private static final byte AIRBORNE_2 = 4;
    private static final int NO_LIMIT = 0;
    private static final byte OPEN = 0;
    private static final byte ANSWERED = 1;
    private static final byte FAILED = 2;

    private FlightCodec() {}

    static byte[] write(FlightState flight) {
        return bytes(out -> {
            switch (flight) {
                case Airborne(Call call, int emission, long lease, Waiter lead, boolean joined) -> {
                    out.writeByte(AIRBORNE_2);
                    text(out, call.endpoint());
                    text(out, call.endpointUrl());
                    text(out, call.model());
                    text(out, call.body());
                    text(out, call.sweepId());
                    out.writeInt(call.priority());
                    out.writeInt(call.concurrency() == null ? NO_LIMIT : call.concurrency());
                    out.writeLong(call.requestedAt());
                    rest(out, emission, lease, lead, joined);
                }
                case Landed(int emission, long since, Waiter lead, boolean joined) -> {
                    out.writeByte(LANDED_1);
                    rest(out, emission, since, lead, joined);
                }
            }
        });
    }

    static byte[] write(Waiter waiter) {
        return bytes(out -> {
            out.writeByte(WAITER_1);
            waiter(out, waiter);
        });
    }

    static FlightState readFlight(byte[] bytes) {
        return read(bytes, in -> {
            byte form = in.readByte();
            return switch (form) {
                case AIRBORNE_1, AIRBORNE_2 -> new Airborne(call(in, form == AIRBORNE_2), in.readInt(), in.readLong(),
                        waiter(in), in.readBoolean());
                case LANDED_1 ->
                    new Landed(in.readInt(), in.readLong(), waiter(in), in.readBoolean());
                default -> throw unknown(form);
            };
        });
    }

    private static Call call(DataInputStream in, boolean withConcurrency) throws IOException {
        String endpoint = text(in);
        String endpointUrl = text(in);
        String model = text(in);
        String body = text(in);
        String sweepId = text(in);
        int priority = in.readInt();
        int concurrency = withConcurrency ? in.readInt() : NO_LIMIT;
        return new Call(endpoint, endpointUrl, model, body, sweepId, priority,
                concurrency == NO_LIMIT ? null : concurrency, in.readLong());
    }

    static Waiter readWaiter(byte[] bytes) {
        return read(bytes, in -> {
            byte form = in.readByte();
            if (form != WAITER_1) {
                throw unknown(form);
            }
            return waiter(in);
        });
    }

    private static void rest(DataOutputStream out, int emission, long instant, Waiter lead, boolean joined)
            throws IOException {
        out.writeInt(emission);
        out.writeLong(instant);
        waiter(out, lead);
        out.writeBoolean(joined);
    }

    private static void waiter(DataOutputStream out, Waiter waiter) throws IOException {
        text(out, waiter.id());
        text(out, waiter.completeKey());
        out.writeLong(waiter.notBefore());
        out.writeLong(waiter.requestedAt());
        out.writeInt(waiter.passage().length());
        ByteArrayOutputStream passage = new ByteArrayOutputStream(waiter.passage().length());
        waiter.passage().writeTo(passage);
        passage.writeTo(out);
        switch (waiter.fate()) {
            case Fate.Open() -> out.writeByte(OPEN);
            case Fate.Answered(AnswerSource source, long answeredAt) -> {
                out.writeByte(ANSWERED);
                text(out, source.name());
                out.writeLong(answeredAt);
            }
            case Fate.Failed(long failedAt) -> {
                out.writeByte(FAILED);
                out.writeLong(failedAt);
            }
        }
    }

    private static Waiter waiter(DataInputStream in) throws IOException {
        return new Waiter(text(in), text(in), in.readLong(), in.readLong(), JsonBytes.of(in.readNBytes(in.readInt())),
                fate(in));
    }

    private static Fate fate(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        return switch (kind) {
            case OPEN -> Fate.OPEN;
            case ANSWERED -> new Fate.Answered(AnswerSource.valueOf(text(in)), in.readLong());
            case FAILED -> new Fate.Failed(in.readLong());
            default -> throw unknown(kind);
        };
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    private static SerializationException unknown(byte form) {
        return new SerializationException("the router's state has form " + form
                + ", which this version does not know; start the version that wrote it");
    }

    private static byte[] bytes(Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2048);
        try {
            writer.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new SerializationException("cannot happen: writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, Reader<T> reader) {
        try {
            return reader.read(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new SerializationException("the router's state is cut off after " + bytes.length + " bytes", e);
        }
    }

    private interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    private interface Reader<T> {
        T read(DataInputStream in) throws IOException;
    }
}
