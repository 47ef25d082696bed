package dev.promptlooper.standalone.fakellm;

import dev.promptlooper.standalone.fakellm.Answerer.Answer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// One request and its answer, from arrival to the ledger entry. Confined to its event loop.
final class Exchange {

    private static final String JSON = "application/json";
    private static final byte[] PAGE = "<!DOCTYPE html><html><head><title>502</title></head><body><h1>Bad gateway</h1></body></html>"
            .getBytes(StandardCharsets.UTF_8);
    private static final int[] SERVER_ERRORS = {500, 502, 503};

    private final Engine engine;
    private final ChannelHandlerContext context;
    private final boolean keepAlive;
    private final Runnable done;
    private final long startedNanos;
    private final long startedMillis;
    private @Nullable Call call;
    private @Nullable Future<?> timer;
    private boolean ended;

    Exchange(Engine engine, ChannelHandlerContext context, boolean keepAlive, Runnable done) {
        this.engine = engine;
        this.context = context;
        this.keepAlive = keepAlive;
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
        send(status, type, body, null).addListener(future -> done.run());
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
            case NONE -> send(200, JSON, body, null).addListener(future -> {
                book(Fault.NONE, 200, future.isSuccess());
                done.run();
            });
            case SERVER_ERROR -> {
                int status = SERVER_ERRORS[(int) (Dice.unit(played.hash(), engine.options().seed(), 41) * 3)];
                finish(Fault.SERVER_ERROR, status, Replies.error("server_error", "the server had an error"), null);
            }
            case GARBAGE -> {
                ended = true;
                send(200, "text/html; charset=utf-8", PAGE, null).addListener(future -> {
                    book(Fault.GARBAGE, 200, false);
                    done.run();
                });
            }
            case TRUNCATED -> {
                begin(body.length);
                write(java.util.Arrays.copyOf(body, body.length / 2)).addListener(ChannelFutureListener.CLOSE);
                book(Fault.TRUNCATED, 200, false);
            }
            default -> { // RESET: half of them in the middle of the body
                if (Dice.unit(played.hash(), engine.options().seed(), 42) < 0.5) {
                    begin(body.length);
                    write(java.util.Arrays.copyOf(body, body.length / 3));
                }
                context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                context.close();
                book(Fault.RESET, 0, false);
            }
        }
    }

    private void stream(Call played, int index, double gapMillis) {
        if (index == 0) {
            begin(-1);
        }
        if (played.fault() == Fault.TRUNCATED && index >= played.parts().size() / 2) {
            book(Fault.TRUNCATED, 200, false);
            context.close();
            return;
        }
        write(played.parts().get(index));
        if (index + 1 < played.parts().size()) {
            after(gapMillis, () -> stream(played, index + 1, gapMillis));
            return;
        }
        closeUnlessKept(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)).addListener(future -> {
            book(Fault.NONE, 200, future.isSuccess());
            done.run();
        });
    }

    private void finish(Fault fault, int status, byte[] body, @Nullable String retryAfter) {
        send(status, JSON, body, retryAfter).addListener(future -> {
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

    private ChannelFuture send(int status, String type, byte[] body, @Nullable String retryAfter) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(body));
        HttpHeaders headers = response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        if (retryAfter != null) {
            headers.set(HttpHeaderNames.RETRY_AFTER, retryAfter);
        }
        Integer remaining = engine.remaining();
        if (remaining != null) {
            headers.set("x-ratelimit-limit-requests", engine.options().requestsPerMinute());
            headers.set("x-ratelimit-remaining-requests", remaining);
        }
        headers.set(HttpHeaderNames.CONNECTION, keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        return closeUnlessKept(context.writeAndFlush(response));
    }

    private void begin(int length) {
        DefaultHttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, length < 0 ? "text/event-stream" : JSON);
        if (length < 0) {
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else {
            response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, length);
        }
        context.write(response);
    }

    private ChannelFuture write(byte[] bytes) {
        return context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    }

    private ChannelFuture closeUnlessKept(ChannelFuture future) {
        return keepAlive ? future : future.addListener(ChannelFutureListener.CLOSE);
    }
}
