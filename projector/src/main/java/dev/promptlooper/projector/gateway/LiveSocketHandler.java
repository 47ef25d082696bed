package dev.promptlooper.projector.gateway;

import dev.promptlooper.projector.live.CloseCode;
import dev.promptlooper.projector.live.Connections;
import dev.promptlooper.projector.live.Hub;
import dev.promptlooper.projector.live.LiveSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.handler.AbstractWebSocketHandler;

import jakarta.websocket.Session;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Makes a [LiveSocket] of every session. Takes messages in parts, so that a large one is refused as soon as it is too large.
final class LiveSocketHandler extends AbstractWebSocketHandler {

    /// Where the upgrade leaves who came in.
    static final String VISITOR = LiveSocketHandler.class.getName() + ".visitor";

    private static final String SOCKET = LiveSocketHandler.class.getName() + ".socket";
    private static final String WRITE_TIMEOUT = "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

    private final Hub hub;
    private final Connections connections;
    private final LiveSettings settings;
    private final InstantSource clock;
    private final Alarms alarms;
    private final Set<LiveSocket> sockets = ConcurrentHashMap.newKeySet();

    LiveSocketHandler(Hub hub, Connections connections, LiveSettings settings, InstantSource clock,
            Alarms alarms) {
        this.hub = hub;
        this.connections = connections;
        this.settings = settings;
        this.clock = clock;
        this.alarms = alarms;
    }

    Set<LiveSocket> sockets() {
        return sockets;
    }

    @Override
    public boolean supportsPartialMessages() {
        return true;
    }

    @Override
    public void afterConnectionEstablished(WebSocketSession session) {
        if (session instanceof NativeWebSocketSession nativeSession) {
            Session container = nativeSession.getNativeSession(Session.class);
            if (container != null) {
                container.getUserProperties().put(WRITE_TIMEOUT, settings.writePatience().toMillis());
            }
        }
        if (!(session.getAttributes().get(VISITOR) instanceof Visitor visitor)) {
            throw new IllegalStateException("a connection without anybody who came in");
        }
        LiveSocket socket = new LiveSocket(session, visitor, hub, connections, clock, alarms);
        session.getAttributes().put(SOCKET, socket);
        sockets.add(socket);
        socket.start();
    }

    @Override
    protected void handleTextMessage(WebSocketSession session, TextMessage message) {
        LiveSocket socket = socket(session);
        if (socket != null) {
            socket.text(message.getPayload(), message.getPayloadLength(), message.isLast(), settings.frameBytes());
        }
    }

    @Override
    protected void handleBinaryMessage(WebSocketSession session, BinaryMessage message) {
        LiveSocket socket = socket(session);
        if (socket != null) {
            socket.connection().close(CloseCode.BAD_FRAME);
        }
    }

    @Override
    protected void handlePongMessage(WebSocketSession session, PongMessage message) {
        LiveSocket socket = socket(session);
        if (socket != null) {
            socket.connection().alive();
        }
    }

    @Override
    public void handleTransportError(WebSocketSession session, Throwable exception) {
        end(session);
    }

    @Override
    public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
        end(session);
    }

    private void end(WebSocketSession session) {
        LiveSocket socket = socket(session);
        if (socket != null) {
            sockets.remove(socket);
            socket.end();
        }
    }

    private static @Nullable LiveSocket socket(WebSocketSession session) {
        return session.getAttributes().get(SOCKET) instanceof LiveSocket socket ? socket : null;
    }
}
