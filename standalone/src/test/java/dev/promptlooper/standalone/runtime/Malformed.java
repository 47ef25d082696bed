package dev.promptlooper.standalone.runtime;

import dev.promptlooper.contracts.access.Route;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Requests that something is wrong with. Stateless.
final class Malformed {

    private static final String[] PATHS = {"%", "%zz", "/", "//", ";a=b", "/../..", "%2e%2e", "%00", "%ff", "?", "?a",
        "?limit=-1", "?limit=x&limit=y", "?after=%00", "?%F0%28", "\u0000", " ", "{}", "#x", "?a[]=1", "'--"};
    private static final String[] BODIES = {"", "{", "[]", "null", "\"x\"", "{\"a\":}", "{\"a\":1,\"a\":2}", "\u0000",
        "[".repeat(2_000), "{\"a\":".repeat(600), "{\"name\":\"\\u0000\"}", "1e999999", "{\"name\":{}}", "ÿþ",
        "{\"prompts\":7,\"models\":[null],\"subs\":[{}]}", "<xml/>", "-----"};
    private static final String[] HEADERS = {"X: y", "Content-Type: text/plain", "Content-Type: application/json",
        "Content-Type: ;;;", "Accept: nonsense", "Accept: */*;q=x", "Cookie: promptlooper_session=x",
        "Cookie: =;;=", "Authorization: Bearer", "Authorization: Bearer x y", "Authorization: Basic !",
        "Transfer-Encoding: chunked", "Transfer-Encoding: gzip", "Content-Length: -1", "Content-Length: 5x",
        "Expect: 200-ok", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Protocol: ticket.",
        "Range: bytes=x", "If-None-Match: \"", "If-Modified-Since: never", "Idempotency-Key: \u0001", "Origin: null",
        "X-Forwarded-Host: evil.test", "Content-Encoding: gzip", "Host: evil.test", "no colon", ": no name",
        "X: " + "y".repeat(9_000)};
    private static final String[] METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "get", "X",
        ""};

    private Malformed() {}

    static byte[] of(Route route, String path, String key, int port, Random random) {
        boolean knownMethod = random.nextInt(4) > 0;
        StringBuilder text = new StringBuilder(knownMethod ? route.method() : pick(METHODS, random)).append(' ')
                .append(path)
                .append(random.nextInt(3) == 0 ? pick(PATHS, random) : "")
                .append(random.nextInt(50) == 0 ? " HTTP/9.9" : " HTTP/1.1")
                .append("\r\nHost: 127.0.0.1:")
                .append(port)
                .append("\r\nConnection: close\r\n");
        if (random.nextInt(4) > 0) {
            text.append("Authorization: Bearer ").append(key).append("\r\n");
        }
        int headers = random.nextInt(3);
        for (int i = 0; i < headers; i++) {
            text.append(pick(HEADERS, random)).append("\r\n");
        }
        String body = pick(BODIES, random);
        if (random.nextBoolean()) {
            text.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body.getBytes(StandardCharsets.UTF_8));
        byte[] bytes = request.toByteArray();
        if (random.nextInt(10) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static String pick(String[] from, Random random) {
        return from[random.nextInt(from.length)];
    }
}
