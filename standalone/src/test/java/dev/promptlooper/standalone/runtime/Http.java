package dev.promptlooper.standalone.runtime;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Requests byte for byte, also those that no client would send.
///
/// @param port on loopback
record Http(int port) {

    /// @param status 0 when the server closed without an answer
    /// @param head   status line and headers
    record Answer(int status, String head, String body) {}

    Answer send(String method, String path, @Nullable String key, @Nullable String json) throws IOException {
        return raw((method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n"
                + (key == null ? "" : "Authorization: Bearer " + key + "\r\n")
                + (json == null
                        ? ""
                        : "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n")
                + "\r\n" + (json == null ? "" : json)).getBytes(StandardCharsets.ISO_8859_1));
    }

    Answer raw(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(request);
                socket.shutdownOutput();
                socket.getInputStream().transferTo(all);
            } catch (IOException e) {
                // reset: the server did not want the rest
            }
            String text = all.toString(StandardCharsets.UTF_8);
            int end = text.indexOf("\r\n\r\n");
            return end < 0
                    ? new Answer(0, text, "")
                    : new Answer(Integer.parseInt(text.split(" ", 3)[1]), text.substring(0, end),
                            text.substring(end + 4));
        }
    }
}
