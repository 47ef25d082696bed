package dev.promptlooper.mcp.endpoint;

import dev.promptlooper.mcp.access.Visitors;
import dev.promptlooper.mcp.legacy.LegacyEndpoint;
import dev.promptlooper.mcp.limits.OpenStreams;
import dev.promptlooper.mcp.limits.Rate;
import dev.promptlooper.mcp.modern.ModernEndpoint;
import dev.promptlooper.mcp.modern.RequestStates;
import dev.promptlooper.mcp.protocol.Offer;
import dev.promptlooper.mcp.subscription.Watches;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import jakarta.servlet.http.HttpServlet;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Both eras behind one servlet. Thread-safe.
public final class Gateway implements AutoCloseable {

    private static final int STREAMS_PER_OWNER = 20;
    private static final int STREAMS_IN_ALL = 200;

    private final OpenStreams streams = new OpenStreams(STREAMS_PER_OWNER, STREAMS_IN_ALL);
    private final Watches watches = new Watches();
    private final HttpServletStreamableServerTransportProvider transport;
    private final LegacyEndpoint legacy;
    private final McpServlet servlet;

    /// @param openings how many sessions of the legacy era one owner may open
    /// @param stateKey signs the states of requests that ask something back; the same in all processes behind one address
    /// @param random   for session ids
    /// @param nanos    a clock that only grows, in nanoseconds
    public Gateway(Offer offer, Visitors visitors, Rate openings, byte[] stateKey, SecureRandom random,
            InstantSource clock, LongSupplier nanos) {
        // Neither pings nor sweeps of the SDK: their threads would outlive the server. Streams ping themselves, and whoever opens
        // a session sweeps.
        this.transport = HttpServletStreamableServerTransportProvider.builder()
                .mcpEndpoint("/mcp")
                .maxRequestSize(McpServlet.MAX_BODY)
                .sessionSweepInterval(null)
                .build();
        this.legacy = new LegacyEndpoint(offer, transport, streams, watches, openings, random, nanos);
        ModernEndpoint modern = new ModernEndpoint(offer, new RequestStates(stateKey, clock), streams, watches, nanos);
        this.servlet = new McpServlet(visitors, modern, legacy);
    }

    /// For `/mcp` and `/mcp/*`, asynchronous.
    public HttpServlet servlet() {
        return servlet;
    }

    /// Sessions of the legacy era.
    public int sessions() {
        return legacy.count();
    }

    /// Streams by which clients listen.
    public int streams() {
        return streams.count();
    }

    /// Ends streams and sessions; clients see an end, not a broken connection.
    @Override
    public void close() {
        watches.close();
        transport.closeGracefully().block();
    }
}
