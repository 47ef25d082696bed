package dev.promptlooper.projector.gateway;

import dev.promptlooper.contracts.http.AllowedHosts;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.projector.live.Connections;
import dev.promptlooper.projector.live.HandshakeGate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Decides about upgrades: known Host and Origin, the protocol's name, room for one more, and the gate.
final class UpgradeHandler extends DefaultHandshakeHandler implements HandshakeInterceptor {

    static final String PROTOCOL = "promptlooper.v1";

    private static final String RETRY_AFTER_SECONDS = "30";

    private final AllowedHosts allowed;
    private final HandshakeGate gate;
    private final Connections connections;

    UpgradeHandler(AllowedHosts allowed, HandshakeGate gate, Connections connections) {
        super(new UncompressedUpgrade());
        this.allowed = allowed;
        this.gate = gate;
        this.connections = connections;
        setSupportedProtocols(PROTOCOL);
    }

    @Override
    public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
            Map<String, Object> attributes) throws IOException {
        HttpHeaders headers = request.getHeaders();
        String host = headers.getFirst(HttpHeaders.HOST);
        List<String> origins = headers.getOrDefault(HttpHeaders.ORIGIN, List.of());
        if (host == null || !allowed.contains(host)) {
            return refuse(response, 403,
                    "this server is not known under the name in the Host header; see PROMPTLOOPER_ALLOWED_HOSTS");
        }
        if (origins.size() > 1 || !origins.stream().allMatch(allowed::containsOrigin)) {
            return refuse(response, 403,
                    "connections from pages of another origin are refused; see PROMPTLOOPER_ALLOWED_HOSTS");
        }
        List<String> protocols = new WebSocketHttpHeaders(headers).getSecWebSocketProtocol();
        if (!protocols.contains(PROTOCOL)) {
            return refuse(response, 400, "offer the protocol " + PROTOCOL + " in Sec-WebSocket-Protocol, was "
                    + protocols);
        }
        if (connections.isFull()) {
            response.getHeaders().set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            return refuse(response, 503, "too many connections; poll at /api/v1/poll and try again later");
        }
        return switch (gate.admit(headers::getFirst, protocols)) {
            case HandshakeGate.Refused(int status, String detail) -> refuse(response, status, detail);
            case HandshakeGate.Admission admission -> {
                attributes.put(LiveSocketHandler.ADMISSION, admission);
                yield true;
            }
        };
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
