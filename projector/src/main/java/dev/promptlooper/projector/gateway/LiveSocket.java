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
import java.util.concurrent.atomic.AtomicReference;

/// A WebSocket with its connection. One thread at a time writes, so a slow client blocks nobody else; it lives only while there is
/// something to write. (Ten thousand that wait between frames would have the garbage collector walk as many stacks at every
/// collection, which stops everything else in the process for a sixth of the time.)
final class LiveSocket {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSocket.class);

    /// Whether somebody writes: nobody; one thread; one that is to look again before it rests; nobody any more.
    private enum Writer {
        RESTING, WRITING, CALLED, GONE;

        Writer whenCalled() {
            return switch (this) {
                case RESTING -> WRITING;
                case WRITING, CALLED -> CALLED;
                case GONE -> GONE;
            };
        }
    }

    private final WebSocketSession session;
    private final Visitor visitor;
    private final Connections connections;
    private final Connection connection;
    private final Alarms.Alarm alarm;
    private final AtomicReference<Writer> writer = new AtomicReference<>(Writer.RESTING);
    private final StringBuilder partial = new StringBuilder();
    private int partialBytes;
    private final AtomicBoolean ended = new AtomicBoolean();

    LiveSocket(WebSocketSession session, Visitor visitor, Hub hub, Connections connections, InstantSource clock,
            Alarms alarms) {
        this.session = session;
        this.visitor = visitor;
        this.connections = connections;
        this.alarm = alarms.make(this::wake);
        this.connection = new Connection(hub, visitor, session.getId(), clock, this::wake);
    }

    Visitor visitor() {
        return visitor;
    }

    Connection connection() {
        return connection;
    }

    void start() {
        if (!connections.add(connection, visitor.visitor())) {
            connection.close(CloseCode.TOO_MANY_CONNECTIONS);
        }
        wake();
    }

    /// Has a thread look for something to write, unless one is about to. Returns at once.
    private void wake() {
        if (writer.getAndUpdate(Writer::whenCalled) == Writer.RESTING) {
            connections.writers(1);
            Thread.ofVirtual().name("live-writer").start(this::write);
        }
    }

    /// A part of a text message. One thread at a time.
    ///
    /// @param maxBytes largest message
    void text(String part, int bytes, boolean last, int maxBytes) {
        connection.alive();
        partialBytes += bytes;
        if (partialBytes > maxBytes) {
            connection.close(CloseCode.TOO_BIG);
            forget();
        } else if (last && partial.isEmpty()) {
            forget();
            connection.receive(part);
        } else {
            partial.append(part);
            if (last) {
                String text = partial.toString();
                forget();
                connection.receive(text);
            }
        }
    }

    private void forget() {
        partial.setLength(0);
        partialBytes = 0;
    }

    private void write() {
        boolean resting = false;
        try {
            boolean open = true;
            while (open && !resting && !connection.isDisposed()) {
                Output output = connection.next();
                if (output == null) {
                    resting = rest();
                } else {
                    open = write(output);
                    connection.written();
                }
            }
        } catch (IOException | IllegalStateException e) {
            // The client is gone, or a write took too long; the container has closed the socket or is about to.
            LOG.debug("connection {} cannot be written: {}", session.getId(), e.toString());
        } finally {
            if (!resting) {
                writer.set(Writer.GONE);
                end();
                abandon();
            }
            connections.writers(-1);
        }
    }

    /// Leaves the socket to whoever calls next, the alarm at the latest.
    ///
    /// @return false when somebody has called meanwhile
    private boolean rest() {
        // First: an alarm that rings at once is a call like any other.
        alarm.set(connection.wakeAt());
        return !writer.compareAndSet(Writer.CALLED, Writer.WRITING)
                && writer.compareAndSet(Writer.WRITING, Writer.RESTING);
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
            alarm.cancel();
            wake();
        }
    }
}
