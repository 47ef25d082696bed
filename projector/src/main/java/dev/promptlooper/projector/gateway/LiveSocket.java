package dev.promptlooper.projector.gateway;

import dev.promptlooper.projector.live.CloseCode;
import dev.promptlooper.projector.live.Connection;
import dev.promptlooper.projector.live.Connections;
import dev.promptlooper.projector.live.Hub;
import dev.promptlooper.projector.live.Output;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PingMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketSession;

import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// A WebSocket with its connection and the thread that writes. Only that thread writes, so a slow client blocks nobody else.
final class LiveSocket {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSocket.class);

    private final WebSocketSession session;
    private final Visitor visitor;
    private final Connections connections;
    private final LongSupplier nanoTime;
    private final Connection connection;
    private final Thread writer;
    private final StringBuilder partial = new StringBuilder();
    private final AtomicBoolean ended = new AtomicBoolean();

    LiveSocket(WebSocketSession session, Visitor visitor, Hub hub, Connections connections,
            InstantSource clock, LongSupplier nanoTime) {
        this.session = session;
        this.visitor = visitor;
        this.connections = connections;
        this.nanoTime = nanoTime;
        this.writer = Thread.ofVirtual().name("live-writer").unstarted(this::write);
        this.connection = new Connection(hub, visitor, session.getId(), clock, () -> LockSupport.unpark(writer));
    }

    Visitor visitor() {
        return visitor;
    }

    Connection connection() {
        return connection;
    }

    void start() {
        connections.writers(1);
        if (!connections.add(connection, visitor.visitor())) {
            connection.close(CloseCode.TOO_MANY_CONNECTIONS);
        }
        writer.start();
    }

    /// A part of a text message. One thread at a time.
    ///
    /// @param maxBytes largest message
    void text(String part, int bytes, boolean last, int maxBytes) {
        connection.alive();
        if (partial.length() + bytes > maxBytes) {
            partial.setLength(0);
            connection.close(CloseCode.TOO_BIG);
        } else if (last && partial.isEmpty()) {
            connection.receive(part);
        } else {
            partial.append(part);
            if (last) {
                String text = partial.toString();
                partial.setLength(0);
                connection.receive(text);
            }
        }
    }

    private void write() {
        try {
            boolean open = true;
            while (open && !connection.isDisposed()) {
                Output output = connection.next();
                if (output == null) {
                    LockSupport.parkNanos(this, connection.wakeAt() - nanoTime.getAsLong());
                } else {
                    open = write(output);
                    connection.written();
                }
            }
        } catch (IOException | IllegalStateException e) {
            // The client is gone, or a write took too long; the container has closed the socket or is about to.
            LOG.debug("connection {} cannot be written: {}", session.getId(), e.toString());
        } finally {
            end();
            connections.writers(-1);
            abandon();
        }
    }

    /// @return whether more may be written
    private boolean write(Output output) throws IOException {
        return switch (output) {
            case Output.Send(String text) -> {
                session.sendMessage(new TextMessage(text));
                yield true;
            }
            case Output.Ping() -> {
                session.sendMessage(new PingMessage());
                yield true;
            }
            case Output.Close(CloseCode code) -> {
                session.close(new CloseStatus(code.code(), code.reason()));
                yield false;
            }
        };
    }

    /// Closes a socket that is still open, without waiting for its writer.
    void abandon() {
        try {
            if (session.isOpen()) {
                session.close(CloseStatus.GOING_AWAY);
            }
        } catch (IOException | IllegalStateException e) {
            LOG.debug("connection {} was closed already: {}", session.getId(), e.toString());
        }
    }

    /// Gives everything back; called from every way a connection can end. Idempotent.
    void end() {
        if (ended.compareAndSet(false, true)) {
            connection.dispose();
            connections.remove(connection, visitor.visitor());
            LockSupport.unpark(writer);
        }
    }
}
