package dev.promptlooper.standalone.cluster;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The head of one HTTP/1.1 request.
///
/// @param method  method
/// @param target  path with query
/// @param headers header lines as they came
record RequestHead(String method, String target, List<String> headers) {

    private static final int MAX_BYTES = 64 << 10;

    /// Reads up to and including the empty line, and nothing beyond.
    ///
    /// @return null at the end of the stream
    /// @throws IOException when it is no HTTP, or larger than 64 KiB
    static @Nullable RequestHead read(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder(512);
        while (!endsWithEmptyLine(text)) {
            int next = in.read();
            if (next == -1) {
                return null;
            }
            text.append((char) next);
            if (text.length() > MAX_BYTES) {
                throw new IOException("request head above " + MAX_BYTES + " bytes");
            }
        }
        List<String> lines = text.toString().lines().filter(line -> !line.isEmpty()).toList();
        String[] request = lines.isEmpty() ? new String[0] : lines.getFirst().split(" ", -1);
        if (request.length != 3 || !request[1].startsWith("/")) {
            throw new IOException("not an HTTP request");
        }
        return new RequestHead(request[0], request[1], lines.subList(1, lines.size()));
    }

    private static boolean endsWithEmptyLine(StringBuilder text) {
        int length = text.length();
        return length >= 4 && text.charAt(length - 1) == '\n' && text.charAt(length - 2) == '\r'
                && text.charAt(length - 3) == '\n' && text.charAt(length - 4) == '\r';
    }

    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    @Nullable
    String header(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst()
                .orElse(null);
    }

    /// The bytes to send on: one request per connection, unless the connection changes to another protocol (WebSocket).
    byte[] forwarded() {
        List<String> lines = new ArrayList<>();
        lines.add(method + " " + target + " HTTP/1.1");
        boolean upgrade = header("Upgrade") != null;
        for (String line : headers) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (upgrade || !(lower.startsWith("connection:") || lower.startsWith("keep-alive:"))) {
                lines.add(line);
            }
        }
        if (!upgrade) {
            lines.add("Connection: close");
        }
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
