package dev.promptlooper.standalone.cluster;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The files of the page. Requests choose from a fixed list; no path is ever built from one.
final class StaticPage {

    private static final Map<String, String> FILES = Map.of("/", "/static/index.html", "/index.html",
            "/static/index.html",
            "/status.js", "/static/status.js", "/status.css", "/static/status.css");
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js",
            "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8");

    /// @param status HTTP status line
    /// @param type   media type
    @SuppressWarnings("ArrayRecordComponent") // written out once, never compared
    record Content(String status, String type, byte[] bytes) {}

    Content find(String path) throws IOException {
        String file = FILES.get(path);
        try (@Nullable
        InputStream in = file == null ? null : StaticPage.class.getResourceAsStream(file)) {
            if (file == null || in == null) {
                return new Content("404 Not Found", "text/plain; charset=utf-8",
                        "There is nothing here.\n".getBytes(StandardCharsets.UTF_8));
            }
            String extension = file.substring(file.lastIndexOf('.') + 1);
            return new Content("200 OK", TYPES.getOrDefault(extension, "application/octet-stream"), in.readAllBytes());
        }
    }
}
