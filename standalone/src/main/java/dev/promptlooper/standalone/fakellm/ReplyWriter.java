package dev.promptlooper.standalone.fakellm;

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

/// Puts one reply on its connection: whole, in pieces, or broken off. Confined to its event loop.
final class ReplyWriter {

    static final String JSON = "application/json";

    private final Engine engine;
    private final ChannelHandlerContext context;
    private final boolean keepAlive;

    /// @param keepAlive whether the connection stays open after a reply that ends well
    ReplyWriter(Engine engine, ChannelHandlerContext context, boolean keepAlive) {
        this.engine = engine;
        this.context = context;
        this.keepAlive = keepAlive;
    }

    /// A whole reply.
    ChannelFuture send(int status, String type, byte[] body, @Nullable String retryAfter) {
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

    /// The head of a reply that follows in pieces.
    ///
    /// @param length bytes of the body, or below 0 for a stream of events
    void begin(int length) {
        DefaultHttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, length < 0 ? "text/event-stream" : JSON);
        if (length < 0) {
            response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        } else {
            response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, length);
        }
        context.write(response);
    }

    /// A piece of the body, sent at once.
    ChannelFuture write(byte[] bytes) {
        return context.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    }

    /// The end of a stream.
    ChannelFuture end() {
        return closeUnlessKept(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
    }

    /// Closes the connection with a reset (RST).
    void reset() {
        context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        context.close();
    }

    private ChannelFuture closeUnlessKept(ChannelFuture future) {
        return keepAlive ? future : future.addListener(ChannelFutureListener.CLOSE);
    }
}
