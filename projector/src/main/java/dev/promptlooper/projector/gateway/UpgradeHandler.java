package dev.promptlooper.projector.gateway;

import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.projector.live.Connections;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Decides about upgrades that the door let in: the protocol's name, and room for one more.
final class UpgradeHandler extends DefaultHandshakeHandler implements HandshakeInterceptor {

    static final String PROTOCOL = "promptlooper.v1";

    private static final String RETRY_AFTER_SECONDS = "30";

    private final Authenticator authenticator;
    private final Connections connections;

    UpgradeHandler(Authenticator authenticator, Connections connections) {
        super(new UncompressedUpgrade());
        this.authenticator = authenticator;
        this.connections = connections;
        setSupportedProtocols(PROTOCOL);
    }

    @Override
    public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
            Map<String, Object> attributes) throws IOException {
        HttpHeaders headers = request.getHeaders();
        Visitor visitor = request instanceof ServletServerHttpRequest servlet
                ? Visitor.of(servlet.getServletRequest(), authenticator)
                : null;
        if (visitor == null) {
            return refuse(response, 401, "show a credential");
        }
        List<String> protocols = new WebSocketHttpHeaders(headers).getSecWebSocketProtocol();
        if (!protocols.contains(PROTOCOL)) {
            return refuse(response, 400, "offer the protocol " + PROTOCOL + " in Sec-WebSocket-Protocol");
        }
        if (connections.isFull()) {
            response.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            return refuse(response, 503, "too many connections; poll at /api/v1/poll and try again later");
        }
        attributes.put(LiveSocketHandler.VISITOR, visitor);
        return true;
    }

    private static boolean refuse(ServerHttpResponse response, int status, String detail) throws IOException {
        response.setStatusCode(HttpStatusCode.valueOf(status));
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        response.getBody().write(problem(status, detail));
        return false;
    }

    static byte[] problem(int status, String detail) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", "Refused");
        problem.put("status", status);
        problem.put("detail", detail);
        return Json.MAPPER.writeValueAsBytes(problem);
    }

    @Override
    public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
            @Nullable Exception exception) {
        // Nothing was taken before that would have to be given back.
    }
}
