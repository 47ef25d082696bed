package dev.promptlooper.projector.gateway;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.testkit.TestAccess;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A WebSocket client that can do everything wrong. Reads give up after five seconds.
final class RawSocket implements AutoCloseable {

    // With a heartbeat per second: for how long to wait.
    private static final int MOST_OTHERS = 20;

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /// A frame as it came.
    static final class Received {
        private final boolean fin;
        private final int opcode;
        private final byte[] payload;

        Received(boolean fin, int opcode, byte[] payload) {
            this.fin = fin;
            this.opcode = opcode;
            this.payload = payload;
        }

        boolean fin() {
            return fin;
        }

        /// As on the wire, without FIN.
        int opcode() {
            return opcode;
        }

        byte[] payload() {
            return payload;
        }

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final int status;
    private final Map<String, String> headers = new TreeMap<>();

    /// Sends an upgrade and reads the answer's head.
    ///
    /// @param more headers that are added, or replace the usual ones; an empty value leaves one out
    RawSocket(int port, Map<String, String> more) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(5_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        Map<String, String> head = new TreeMap<>(Map.of("Host", "127.0.0.1:" + port, "Upgrade", "websocket",
                "Connection", "Upgrade", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Protocol", "promptlooper.v1", "Authorization", "Bearer " + TestAccess.ADMIN));
        head.putAll(more);
        StringBuilder request = new StringBuilder("GET /api/v1/live HTTP/1.1\r\n");
        head.forEach((name, value) -> {
            if (!value.isEmpty()) {
                request.append(name).append(": ").append(value).append("\r\n");
            }
        });
        out.write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        String line = line();
        status = Integer.parseInt(line.split(" ")[1]);
        for (line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
    }

    RawSocket(int port) throws IOException {
        this(port, Map.of());
    }

    int status() {
        return status;
    }

    @Nullable
    String header(String name) {
        return headers.get(name);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the server closed during the handshake");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /// A correct frame.
    void send(int opcode, boolean fin, byte[] payload) throws IOException {
        bytes(frame((fin ? 0x80 : 0) | opcode, true, payload));
    }

    void text(String text) throws IOException {
        send(TEXT, true, text.getBytes(StandardCharsets.UTF_8));
    }

    /// @param first first byte: FIN, RSV, opcode
    static byte[] frame(int first, boolean masked, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) first);
        int mask = masked ? 0x80 : 0;
        if (payload.length < 126) {
            frame.put((byte) (mask | payload.length));
        } else if (payload.length < 1 << 16) {
            frame.put((byte) (mask | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (mask | 127)).putLong(payload.length);
        }
        byte[] key = {1, 2, 3, 4};
        if (masked) {
            frame.put(key);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (masked ? payload[i] ^ key[i % 4] : payload[i]));
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    void bytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /// The next frame as it comes.
    Received receive() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = in.readNBytes((int) length);
        return new Received((first & 0x80) != 0, first & 0x0F, payload);
    }

    /// The next message that is text, put together; answers pings.
    JsonNode message() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (true) {
            Received frame = receive();
            switch (frame.opcode()) {
                case TEXT, CONTINUATION -> {
                    text.writeBytes(frame.payload());
                    if (frame.fin()) {
                        return Json.read(text.toString(StandardCharsets.UTF_8), JsonNode.class);
                    }
                }
                case PING -> send(PONG, true, frame.payload());
                case CLOSE -> throw new IOException("closed with " + frame.closeCode());
                default -> {
                }
            }
        }
    }

    /// Reads on until a frame of the protocol of this type; gives up after many others.
    JsonNode await(String type) throws IOException {
        for (int others = 0; others < MOST_OTHERS; others++) {
            JsonNode message = message();
            if (message.path("t").asString().equals(type)) {
                return message;
            }
        }
        throw new IOException("no " + type + " among the next " + MOST_OTHERS + " frames");
    }

    /// Reads on until the server closes.
    ///
    /// @return its close code; 1006 when it just ended the connection
    int awaitClose() throws IOException {
        try {
            while (true) {
                Received frame = receive();
                if (frame.opcode() == CLOSE) {
                    return frame.closeCode();
                }
            }
        } catch (java.io.EOFException | java.net.SocketException e) {
            return 1006;
        }
    }

    /// No close frame, no reading: as if the power had gone.
    void kill() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
