package dev.promptlooper.mcp.endpoint;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.access.Visitor;
import dev.promptlooper.mcp.access.Visitors;
import dev.promptlooper.mcp.legacy.LegacyEndpoint;
import dev.promptlooper.mcp.limits.OpenStreams;
import dev.promptlooper.mcp.limits.Owner;
import dev.promptlooper.mcp.modern.ModernEndpoint;
import dev.promptlooper.mcp.protocol.RpcError;
import dev.promptlooper.mcp.protocol.RpcMessage;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.UUID;

/// `/mcp` and `/mcp/readonly`. The door has let the request in; here it is read, its era told, and whatever is refused leaves as a
/// JSON-RPC error in our own words. Thread-safe.
public final class McpServlet extends HttpServlet {

    /// Largest body.
    public static final int MAX_BODY = 1 << 20;

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(McpServlet.class);
    private static final String BODY_VERSION = "io.modelcontextprotocol/protocolVersion";
    private static final int CALLS_PER_OWNER = 64;
    private static final int CALLS_IN_ALL = 512;

    private final transient Visitors visitors;
    private final transient ModernEndpoint modern;
    private final transient LegacyEndpoint legacy;
    private final transient OpenStreams calls = new OpenStreams(CALLS_PER_OWNER, CALLS_IN_ALL);

    public McpServlet(Visitors visitors, ModernEndpoint modern, LegacyEndpoint legacy) {
        this.visitors = visitors;
        this.modern = modern;
        this.legacy = legacy;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        @Nullable
        JsonNode id = null;
        try {
            Visitor visitor = visitors.of(request);
            if (visitor == null) {
                throw RpcError.refused(401, RpcError.INVALID_REQUEST, "send an API key as Authorization: Bearer …");
            }
            boolean readOnly = readOnly(request.getRequestURI());
            switch (request.getMethod()) {
                case "POST" -> {
                    byte[] body = body(request);
                    RpcMessage message = RpcMessage.parse(body);
                    id = message.id();
                    post(message, body, request, response, visitor, readOnly);
                }
                case "GET" -> {
                    withSession(request);
                    legacy.listen(request, response, visitor, readOnly);
                }
                case "DELETE" -> {
                    withSession(request);
                    legacy.delete(request, response, visitor, readOnly);
                }
                default -> throw notAllowed();
            }
        } catch (RpcError e) {
            refuse(response, id, e);
        } catch (RuntimeException e) {
            String reference = UUID.randomUUID().toString();
            LOG.error("{} {} failed, reference {}", request.getMethod(), request.getRequestURI(), reference, e);
            refuse(response, id, RpcError.refused(500, RpcError.INTERNAL_ERROR,
                    "internal error, reference " + reference + "; the server's log has the details"));
        }
    }

    private static boolean readOnly(String path) {
        return switch (path) {
            case "/mcp" -> false;
            case "/mcp/readonly" -> true;
            default -> throw RpcError.refused(404, RpcError.INVALID_REQUEST,
                    "MCP is spoken at /mcp and, for looking only, at /mcp/readonly");
        };
    }

    private void post(RpcMessage message, byte[] body, HttpServletRequest request, HttpServletResponse response,
            Visitor visitor, boolean readOnly) throws IOException, ServletException {
        Era era = Era.of(request.getHeader("MCP-Protocol-Version"), request.getHeader("Mcp-Method"),
                message.meta().path(BODY_VERSION).isString() ? message.meta().path(BODY_VERSION).asString() : null);
        boolean isStream = "subscriptions/listen".equals(message.method()); // counted as such
        String owner = Owner.of(visitor.principal());
        if (!isStream && !calls.open(owner)) {
            throw RpcError.refused(429, RpcError.TOO_MANY, "too many calls at once; wait for some of them to end");
        }
        try {
            switch (era) {
                case MODERN -> modern.handle(message, request, response, visitor, readOnly);
                case LEGACY -> legacy.post(message, body, request, response, visitor, readOnly);
            }
        } finally {
            if (!isStream) {
                calls.close(owner);
            }
        }
    }

    private static byte[] body(HttpServletRequest request) throws IOException {
        String type = request.getContentType();
        if (type == null || !type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")) {
            throw RpcError.refused(415, RpcError.INVALID_REQUEST, "the body has to be application/json");
        }
        byte[] body;
        try (InputStream in = request.getInputStream()) {
            body = in.readNBytes(MAX_BODY + 1);
        }
        if (body.length > MAX_BODY) {
            throw RpcError.refused(413, RpcError.INVALID_REQUEST,
                    "the body is larger than " + (MAX_BODY >> 20) + " MiB");
        }
        return body;
    }

    /// Only sessions have streams of their own and ends; the modern era has neither.
    private static void withSession(HttpServletRequest request) {
        if (request.getHeader("Mcp-Session-Id") == null) {
            throw notAllowed();
        }
    }

    private static RpcError notAllowed() {
        return RpcError.refused(405, RpcError.INVALID_REQUEST, "send a POST; GET and DELETE are for sessions only");
    }

    private static void refuse(HttpServletResponse response, @Nullable JsonNode id, RpcError error) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = Json.MAPPER.writeValueAsBytes(RpcMessage.failure(id, error));
        response.resetBuffer();
        response.setStatus(error.status() == 200 ? 400 : error.status());
        if (error.status() == 405) {
            response.setHeader("Allow", "POST");
        }
        if (error.status() == 429) {
            response.setHeader("Retry-After", "2");
        }
        if (error.status() == 401) {
            response.setHeader("WWW-Authenticate", "Bearer realm=\"promptlooper\"");
        }
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
