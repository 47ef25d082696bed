package dev.promptlooper.mcp.legacy;

import dev.promptlooper.mcp.access.Visitor;
import dev.promptlooper.mcp.limits.OpenStreams;
import dev.promptlooper.mcp.limits.Owner;
import dev.promptlooper.mcp.limits.Rate;
import dev.promptlooper.mcp.limits.RateLimiter;
import dev.promptlooper.mcp.protocol.ListChanges;
import dev.promptlooper.mcp.protocol.Offer;
import dev.promptlooper.mcp.protocol.RpcError;
import dev.promptlooper.mcp.protocol.RpcMessage;
import dev.promptlooper.mcp.subscription.Watch;
import dev.promptlooper.mcp.subscription.Watches;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.function.LongSupplier;

/// Answers clients of 2025-11-25 and older: checks what the SDK does not, and hands the rest to its servlet. Thread-safe.
public final class LegacyEndpoint {

    /// Where the SDK's servlet believes it is.
    static final String PATH = "/mcp";

    private static final Duration PING_EVERY = Duration.ofSeconds(20);

    private final Offer offer;
    private final HttpServletStreamableServerTransportProvider transport;
    private final LegacySessions sessions;
    private final OpenStreams streams;
    private final Watches watches;
    private final RateLimiter openings;
    private final LongSupplier nanos;

    /// @param transport the SDK's; this endpoint opens its sessions and calls it, no container does
    /// @param streams   how many may be open
    /// @param openings  how many sessions one owner may open
    /// @param nanos     a clock that only grows, in nanoseconds
    public LegacyEndpoint(Offer offer, HttpServletStreamableServerTransportProvider transport, OpenStreams streams,
            Watches watches, Rate openings, SecureRandom random, LongSupplier nanos) {
        this.offer = offer;
        this.transport = transport;
        this.streams = streams;
        this.watches = watches;
        this.nanos = nanos;
        this.sessions = new LegacySessions(nanos);
        this.openings = new RateLimiter(openings, nanos);
        transport.setSessionFactory(new LegacyOpening(offer, sessions, random, nanos));
    }

    /// A POST.
    ///
    /// @param body the message as it came
    /// @throws RpcError where the request is refused before anything was written
    public void post(RpcMessage message, byte[] body, HttpServletRequest request, HttpServletResponse response,
            Visitor visitor, boolean readOnly) throws IOException, ServletException {
        accepts(request, "application/json");
        accepts(request, "text/event-stream");
        if ("initialize".equals(message.method())) {
            open(message, body, request, response, visitor, readOnly);
            return;
        }
        LegacySession session = session(request, visitor, readOnly);
        if (message.method() != null && !message.isRequest()) {
            notified(message, session);
            response.setStatus(HttpServletResponse.SC_ACCEPTED);
            return;
        }
        forward(new LegacyCall(message, visitor, readOnly, session), Forwarded.of(request, body), response);
        session.touch(nanos.getAsLong());
    }

    private void open(RpcMessage message, byte[] body, HttpServletRequest request, HttpServletResponse response,
            Visitor visitor, boolean readOnly) throws IOException, ServletException {
        if (!message.isRequest() || !message.params().path("protocolVersion").isString()
                || !message.params().path("clientInfo").path("name").isString()) {
            throw RpcError.refused(400, RpcError.INVALID_PARAMS,
                    "initialize is a request with protocolVersion, capabilities and clientInfo {name, version}");
        }
        String owner = Owner.of(visitor.principal());
        if (openings.take(owner) > 0) {
            throw RpcError.refused(429, RpcError.TOO_MANY, "too many sessions were opened; keep one and use it");
        }
        for (LegacySession old : sessions.toEvict(owner)) {
            end(old, request, response);
        }
        if (sessions.isFull()) {
            throw RpcError.refused(429, RpcError.TOO_MANY,
                    "this server has as many sessions as it can; try again later");
        }
        forward(new LegacyCall(message, visitor, readOnly, null), Forwarded.of(request, body), response);
    }

    /// The SDK forgets a session only when it is told to.
    private void end(LegacySession session, HttpServletRequest occasion, HttpServletResponse response)
            throws IOException, ServletException {
        sessions.remove(session);
        transport.service(Forwarded.end(occasion, session.id()), new Swallowed(response));
    }

    private static void notified(RpcMessage message, LegacySession session) {
        JsonNode id = message.params().get("requestId");
        if ("notifications/cancelled".equals(message.method()) && id != null) {
            LegacyExchange exchange = session.inFlight().get(id);
            if (exchange != null) {
                exchange.cancel();
            }
        }
    }

    /// A GET: the stream by which a session listens.
    ///
    /// @throws RpcError where the request is refused before anything was written
    public void listen(HttpServletRequest request, HttpServletResponse response, Visitor visitor, boolean readOnly)
            throws IOException, ServletException {
        accepts(request, "text/event-stream");
        LegacySession session = session(request, visitor, readOnly);
        if (!streams.open(session.owner())) {
            throw RpcError.refused(429, RpcError.TOO_MANY, "too many open streams; close one first");
        }
        session.streams().incrementAndGet();
        Watch watch = new Watch(offer, visitor, session.client(), session.uris(), EnumSet.allOf(ListChanges.Kind.class),
                PING_EVERY, nanos);
        StreamEnd end = new StreamEnd(() -> {
            watch.stop();
            session.streams().decrementAndGet();
            session.touch(nanos.getAsLong());
            streams.close(session.owner());
        });
        try {
            Replaced replaced = new Replaced(response);
            transport.service(Forwarded.of(request, new byte[0]), replaced);
            throwIfFailed(replaced);
            response.flushBuffer();
        } finally {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(end);
            } else {
                end.now();
            }
        }
        if (request.isAsyncStarted()) {
            Thread.ofVirtual().name("mcp-listen").start(() -> watch(watch, session, end));
        }
    }

    private void watch(Watch watch, LegacySession session, StreamEnd end) {
        // Timers of the SDK's library inherit it; that of the web application would be reported as leaked at the stop.
        Thread.currentThread().setContextClassLoader(LegacyEndpoint.class.getClassLoader());
        try {
            watches.run(watch, new LegacyStream(session));
        } catch (IOException e) {
            // The client closed the stream.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A client that lost its stream opens another one, which the end of this watch must not take from it.
        if (!end.isOver()) {
            session.sdk().closeGracefully().subscribe(done -> {}, error -> {});
        }
    }

    /// A DELETE: the end of a session.
    ///
    /// @throws RpcError where the request is refused before anything was written
    public void delete(HttpServletRequest request, HttpServletResponse response, Visitor visitor, boolean readOnly)
            throws IOException, ServletException {
        LegacySession session = session(request, visitor, readOnly);
        end(session, request, response);
        response.setStatus(HttpServletResponse.SC_OK);
    }

    /// How many sessions there are.
    public int count() {
        return sessions.count();
    }

    private LegacySession session(HttpServletRequest request, Visitor visitor, boolean readOnly) {
        String id = request.getHeader("Mcp-Session-Id");
        if (id == null || id.isBlank()) {
            throw RpcError.refused(400, RpcError.INVALID_REQUEST,
                    "the header Mcp-Session-Id is missing; begin with initialize");
        }
        LegacySession session = sessions.find(id, Owner.of(visitor.principal()), readOnly);
        if (session == null) {
            throw RpcError.refused(404, RpcError.SESSION_NOT_FOUND,
                    "there is no such session (any more); begin again with initialize");
        }
        return session;
    }

    private static void accepts(HttpServletRequest request, String type) {
        String accept = request.getHeader("Accept");
        if (accept == null || !accept.contains(type)) {
            throw RpcError.refused(406, RpcError.INVALID_REQUEST, "the header Accept has to have " + type);
        }
    }

    private void forward(LegacyCall call, Forwarded request, HttpServletResponse response)
            throws IOException, ServletException {
        Replaced replaced = new Replaced(response);
        try {
            ScopedValue.where(LegacyCall.CURRENT, call).<@Nullable Void, Exception>call(() -> {
                transport.service(request, replaced);
                return null;
            });
        } catch (IOException | ServletException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
        throwIfFailed(replaced);
    }

    private static void throwIfFailed(Replaced replaced) {
        int failed = replaced.failed();
        if (failed != 0) {
            throw RpcError.refused(failed == 500 ? 400 : failed,
                    failed == 404 ? RpcError.SESSION_NOT_FOUND : RpcError.INVALID_REQUEST,
                    failed == 404
                            ? "there is no such session (any more); begin again with initialize"
                            : "the message is not one that this server can do anything with");
        }
    }
}
