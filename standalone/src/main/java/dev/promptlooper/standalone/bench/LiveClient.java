package dev.promptlooper.standalone.bench;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// One WebSocket of the load: upgrades, subscribes to `sweeps`, and hands every text message on. Just enough of RFC 6455 for our
/// own server, cheap enough for ten thousand on one machine. Reading belongs to one thread; [#close()] to any.
final class LiveClient implements AutoCloseable {

    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int BUFFER = 2_048;

    private final Socket socket;
    private final DataInputStream in;

    /// @param key API key
    /// @throws IOException when the server does not take the connection
    LiveClient(int port, String key) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
        socket.getOutputStream()
                .write(("GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nAuthorization: Bearer " + key + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Protocol: promptlooper.v1\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
        String status = line();
        if (!status.contains(" 101 ")) {
            socket.close();
            throw new IOException("the upgrade was answered with " + status);
        }
        while (!line().isEmpty()) {
            // headers do not matter here
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /// @param since position as JSON, or null
    void subscribe(@Nullable String since, double maxHz) throws IOException {
        text("{\"t\":\"sub\",\"id\":1,\"ch\":\"sweeps\",\"opts\":{\"top\":50,\"maxHz\":" + maxHz + "}"
                + (since == null ? "" : ",\"since\":" + since) + "}");
    }

    void ack(long seq) throws IOException {
        text("{\"t\":\"ack\",\"a\":[[\"sweeps\"," + seq + "]]}");
    }

    private void text(String text) throws IOException {
        send(1, text.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void send(int opcode, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8).put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) 0xFE).putShort((short) payload.length);
        }
        frame.putInt(0).put(payload); // a mask of zeros leaves the payload as it is
        socket.getOutputStream().write(frame.array(), 0, frame.position());
    }

    /// Reads until the server closes.
    ///
    /// @return its close code
    /// @throws IOException when the connection ends without one
    int read(Consumer<String> messages) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream(0);
        while (true) {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
            byte[] payload = in.readNBytes(length);
            switch (first & 0x0F) {
                case CLOSE -> {
                    return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
                }
                case PING -> send(PONG, payload);
                case PONG -> {
                }
                default -> {
                    message.write(payload);
                    if ((first & 0x80) != 0) {
                        messages.accept(message.toString(StandardCharsets.UTF_8));
                        message.reset();
                    }
                }
            }
        }
    }

    /// Waits for a message and passes over it.
    void readOne() throws IOException {
        in.readUnsignedByte();
        int length = in.readUnsignedByte();
        in.skipNBytes(length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length);
    }

    /// Takes bytes off the wire without looking at them.
    ///
    /// @return false at the end of the connection
    boolean drain(int bytes) throws IOException {
        return in.readNBytes(bytes).length == bytes;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone, which was wanted
        }
    }
}
