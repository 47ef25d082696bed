package dev.promptlooper.mcp.legacy;

import dev.promptlooper.mcp.limits.Owner;
import dev.promptlooper.mcp.protocol.Offer;
import dev.promptlooper.mcp.protocol.Versions;
import io.modelcontextprotocol.server.McpRequestHandler;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.InitializeRequest;
import io.modelcontextprotocol.spec.McpSchema.InitializeResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.modelcontextprotocol.spec.McpStreamableServerSession.McpStreamableServerSessionInit;
import reactor.core.publisher.Mono;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.LongSupplier;

/// Opens sessions for the SDK's transport, and binds them to who opens them. Thread-safe.
final class LegacyOpening implements McpStreamableServerSession.Factory {

    private static final Duration ASK_TIMEOUT = Duration.ofSeconds(50);

    private final Offer offer;
    private final LegacySessions sessions;
    private final SecureRandom random;
    private final LongSupplier nanos;
    private final Map<String, McpRequestHandler<?>> handlers;

    LegacyOpening(Offer offer, LegacySessions sessions, SecureRandom random, LongSupplier nanos) {
        this.offer = offer;
        this.sessions = sessions;
        this.random = random;
        this.nanos = nanos;
        this.handlers = new LegacyHandlers(offer).all();
    }

    @Override
    public McpStreamableServerSessionInit startSession(InitializeRequest request) {
        LegacyCall call = LegacyCall.CURRENT.get();
        byte[] id = new byte[24];
        random.nextBytes(id);
        McpStreamableServerSession sdk = new McpStreamableServerSession(
                Base64.getUrlEncoder().withoutPadding().encodeToString(id), request.capabilities(),
                request.clientInfo(), ASK_TIMEOUT, handlers, Map.of());
        sessions.add(new LegacySession(Owner.of(call.visitor().principal()), call.readOnly(), call.request().params(),
                sdk, nanos.getAsLong()));
        return new McpStreamableServerSessionInit(sdk, Mono.just(result(request)));
    }

    private InitializeResult result(InitializeRequest request) {
        String version = Versions.WITH_SESSIONS.contains(request.protocolVersion())
                ? request.protocolVersion()
                : Versions.LEGACY;
        boolean changing = offer.changing();
        ServerCapabilities capabilities = ServerCapabilities.builder()
                .tools(changing)
                .resources(true, changing)
                .prompts(changing)
                .completions()
                .logging()
                .build();
        return InitializeResult.builder(version, capabilities,
                McpSchema.Implementation.builder(Versions.SERVER_NAME, Versions.SERVER_VERSION).build())
                .instructions(offer.instructions())
                .build();
    }
}
