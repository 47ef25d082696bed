package dev.promptlooper.standalone.fakellm;

import dev.promptlooper.standalone.fakellm.Answerer.Answer;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// One request and its answer, from arrival to the ledger entry. Confined to its event loop.
final class Exchange {

    private static final byte[] PAGE = "<!DOCTYPE html><html><head><title>502</title></head><body><h1>Bad gateway</h1></body></html>"
            .getBytes(StandardCharsets.UTF_8);
    private static final int[] SERVER_ERRORS = {500, 502, 503};

    private final Engine engine;
    private final ChannelHandlerContext context;
    private final ReplyWriter writer;
    private final Runnable done;
    private final long startedNanos;
    private final long startedMillis;
    private @Nullable Call call;
    private @Nullable Future<?> timer;
    private boolean ended;

    Exchange(Engine engine, ChannelHandlerContext context, boolean keepAlive, Runnable done) {
        this.engine = engine;
        this.context = context;
        this.writer = new ReplyWriter(engine, context, keepAlive);
        this.done = done;
        this.startedNanos = engine.nanos();
        this.startedMillis = engine.millis();
    }

    /// What the ledger says of a call, and its good answer: one body, or the events of a stream.
    private record Call(long hash, String model, @Nullable String key, Fault fault, List<byte[]> parts, boolean stream,
            long promptTokens, long completionTokens) {}

    void chat(byte[] body, @Nullable String key) {
        Engine.Fate fate = engine.arrive(ChatRequest.hash(body));
        try {
            ChatRequest request = ChatRequest.parse(body, key);
            if (limited(fate, request.hash(), request.model(), key)) {
                return;
            }
            Answer answer = engine.answerer().answer(request);
            List<byte[]> parts = request.stream()
                    ? Replies.events(request, answer, startedMillis)
                    : List.of(Replies.completion(request, answer, startedMillis));
            play(new Call(request.hash(), request.model(), key, fate.fault(), parts, request.stream(),
                    answer.promptTokens(), answer.completionTokens()), fate);
        } catch (IllegalArgumentException e) {
            refuse(ChatRequest.hash(body), key, e);
        }
    }

    void embeddings(byte[] body, @Nullable String key) {
        long hash = ChatRequest.hash(body);
        Engine.Fate fate = engine.arrive(hash);
        try {
            Replies.Embedded embedded = Replies.embeddings(body);
            if (!limited(fate, hash, embedded.model(), key)) {
                play(new Call(hash, embedded.model(), key, fate.fault(), embedded.parts(), false,
                        embedded.tokens(), 0), fate);
            }
        } catch (IllegalArgumentException e) {
            refuse(hash, key, e);
        }
    }

    /// A reply that is no call: not delayed, not in the ledger.
    void reply(int status, String type, byte[] body) {
        ended = true;
        writer.send(status, type, body, null).addListener(future -> done.run());
    }

    /// The client closed the connection.
    void clientGone() {
        Call gone = call;
        if (gone != null && !ended) {
            book(gone.fault() == Fault.NONE ? Fault.CLIENT_GONE : gone.fault(), 0, false);
        }
    }

    private void refuse(long hash, @Nullable String key, IllegalArgumentException problem) {
        call = new Call(hash, "", key, Fault.REFUSED, List.of(), false, 0, 0);
        finish(Fault.REFUSED, 400, Replies.error("invalid_request_error", String.valueOf(problem.getMessage())), null);
    }

    // Limits answer at once: a provider's gateway does not think about it.
    private boolean limited(Engine.Fate fate, long hash, String model, @Nullable String key) {
        Fault fault = fate.fault();
        if (fault != Fault.RATE_LIMITED && fault != Fault.RPM_LIMIT && fault != Fault.OVERLOADED) {
            return false;
        }
        call = new Call(hash, model, key, fault, List.of(), false, 0, 0);
        String retryAfter = switch (engine.options().retryAfter()) {
            case SECONDS -> String.valueOf(fate.seconds());
            case DATE -> DateTimeFormatter.RFC_1123_DATE_TIME
                    .format(Instant.ofEpochMilli(startedMillis).plusSeconds(fate.seconds()).atOffset(ZoneOffset.UTC));
            case ABSENT -> null;
        };
        finish(fault, 429, Replies.error("rate_limit_exceeded", "too many requests (" + fault.label() + ")"),
                retryAfter);
        return true;
    }

    private void play(Call played, Engine.Fate fate) {
        call = played;
        if (fate.fault() == Fault.HANG) {
            return; // until the client gives up
        }
        double millis = engine.options().latency().millis(played.hash(), engine.options().seed());
        if (played.stream() && (fate.fault() == Fault.NONE || fate.fault() == Fault.TRUNCATED)) {
            // The first token comes after a quarter of the time, the others evenly.
            double gap = millis * 0.75 / played.parts().size();
            after(millis * 0.25, () -> stream(played, 0, gap));
        } else {
            after(millis, () -> end(played));
        }
    }

    private void end(Call played) {
        byte[] body = played.parts().getFirst();
        switch (played.fault()) {
            case NONE -> writer.send(200, ReplyWriter.JSON, body, null).addListener(future -> {
                book(Fault.NONE, 200, future.isSuccess());
                done.run();
            });
            case SERVER_ERROR -> {
                int status = SERVER_ERRORS[(int) (Dice.unit(played.hash(), engine.options().seed(), 41) * 3)];
                finish(Fault.SERVER_ERROR, status, Replies.error("server_error", "the server had an error"), null);
            }
            case GARBAGE -> {
                ended = true;
                writer.send(200, "text/html; charset=utf-8", PAGE, null).addListener(future -> {
                    book(Fault.GARBAGE, 200, false);
                    done.run();
                });
            }
            case TRUNCATED -> {
                writer.begin(body.length);
                writer.write(Arrays.copyOf(body, body.length / 2)).addListener(ChannelFutureListener.CLOSE);
                book(Fault.TRUNCATED, 200, false);
            }
            default -> { // RESET: half of them in the middle of the body
                if (Dice.unit(played.hash(), engine.options().seed(), 42) < 0.5) {
                    writer.begin(body.length);
                    writer.write(Arrays.copyOf(body, body.length / 3));
                }
                writer.reset();
                book(Fault.RESET, 0, false);
            }
        }
    }

    private void stream(Call played, int index, double gapMillis) {
        if (index == 0) {
            writer.begin(-1);
        }
        if (played.fault() == Fault.TRUNCATED && index >= played.parts().size() / 2) {
            book(Fault.TRUNCATED, 200, false);
            context.close();
            return;
        }
        writer.write(played.parts().get(index));
        if (index + 1 < played.parts().size()) {
            after(gapMillis, () -> stream(played, index + 1, gapMillis));
            return;
        }
        writer.end().addListener(future -> {
            book(Fault.NONE, 200, future.isSuccess());
            done.run();
        });
    }

    private void finish(Fault fault, int status, byte[] body, @Nullable String retryAfter) {
        writer.send(status, ReplyWriter.JSON, body, retryAfter).addListener(future -> {
            book(fault, status, false);
            done.run();
        });
    }

    private void book(Fault fault, int status, boolean sent) {
        Call booked = call;
        if (booked == null) {
            return;
        }
        call = null; // once, whatever happens to the connection afterwards
        ended = true;
        if (timer != null) {
            timer.cancel(false);
        }
        engine.depart(fault);
        engine.ledger()
                .append(startedMillis, HexFormat.of().toHexDigits(booked.hash()), booked.model(), booked.key(), status,
                        fault, sent, (engine.nanos() - startedNanos) / 1_000_000, booked.promptTokens(),
                        booked.completionTokens());
    }

    private void after(double millis, Runnable action) {
        if (millis <= 0) {
            action.run();
            return;
        }
        timer = context.executor().schedule(() -> {
            if (context.channel().isActive()) {
                action.run();
            }
        }, (long) (millis * 1_000_000), TimeUnit.NANOSECONDS);
    }
}
