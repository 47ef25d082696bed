package dev.promptlooper.standalone.fakellm;

import dev.promptlooper.contracts.json.Json;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// One connection: reads requests, one at a time, and lets an [Exchange] answer each call. Confined to its event loop.
final class FakeLlmHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final int LEDGER_PAGE = 100_000;

    private final Engine engine;
    private final Deque<FullHttpRequest> waiting = new ArrayDeque<>();
    private @Nullable Exchange current;

    FakeLlmHandler(Engine engine) {
        this.engine = engine;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        if (current != null) {
            waiting.add(request.retain()); // a client that pipelines gets its answers in order
            return;
        }
        serve(context, request);
    }

    private void serve(ChannelHandlerContext context, FullHttpRequest request) {
        QueryStringDecoder uri = new QueryStringDecoder(request.uri());
        String path = uri.path().startsWith("/v1/") ? uri.path().substring(3) : uri.path();
        Exchange exchange = new Exchange(engine, context, HttpUtil.isKeepAlive(request), () -> done(context));
        current = exchange;
        if (request.method().equals(HttpMethod.POST) && path.equals("/chat/completions")) {
            exchange.chat(ByteBufUtil.getBytes(request.content()), request.headers().get("Idempotency-Key"));
        } else if (request.method().equals(HttpMethod.POST) && path.equals("/embeddings")) {
            exchange.embeddings(ByteBufUtil.getBytes(request.content()), request.headers().get("Idempotency-Key"));
        } else if (request.method().equals(HttpMethod.GET)) {
            get(exchange, path, uri);
        } else {
            unknown(exchange, path);
        }
    }

    private void get(Exchange exchange, String path, QueryStringDecoder uri) {
        switch (path) {
            case "/health" ->
                exchange.reply(200, "application/json", "{\"status\":\"UP\"}".getBytes(StandardCharsets.UTF_8));
            case "/models" -> exchange.reply(200, "application/json", Replies.models(engine.options().models()));
            case "/_fake/stats" ->
                exchange.reply(200, "application/json", Json.MAPPER.writeValueAsBytes(engine.stats()));
            case "/_fake/ledger" -> ledger(exchange, number(uri, "from", 0), number(uri, "limit", LEDGER_PAGE));
            default -> unknown(exchange, path);
        }
    }

    private void ledger(Exchange exchange, int from, int limit) {
        List<Ledger.Entry> entries = engine.ledger().entries(from);
        StringBuilder lines = new StringBuilder();
        entries.stream().limit(limit).forEach(entry -> lines.append(Json.write(entry)).append('\n'));
        exchange.reply(200, "application/x-ndjson", lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void unknown(Exchange exchange, String path) {
        exchange.reply(404, "application/json", Replies.error("invalid_request_error", "no such route: " + path
                + "; there are POST /v1/chat/completions, POST /v1/embeddings, GET /v1/models, /health, /_fake/stats and /_fake/ledger"));
    }

    private static int number(QueryStringDecoder uri, String name, int otherwise) {
        List<String> values = uri.parameters().get(name);
        try {
            return values == null ? otherwise : Integer.parseInt(values.getFirst());
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private void done(ChannelHandlerContext context) {
        current = null;
        FullHttpRequest next = waiting.poll();
        if (next != null) {
            try {
                serve(context, next);
            } finally {
                next.release();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        waiting.forEach(FullHttpRequest::release);
        waiting.clear();
        if (current != null) {
            current.clientGone();
        }
        context.fireChannelInactive();
    }

    @Override
    @SuppressWarnings("deprecation") // the only way to hear of errors in Netty
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close(); // a reset by the client; channelInactive books it
    }
}
