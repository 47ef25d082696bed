package dev.promptlooper.standalone.runtime;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The dashboard's files, from the class path (module `web`).
///
/// `/assets/NAME` is a built file; its name changes with its content, so it may be kept for ever. Every other path that is no
/// file is a page of the dashboard, whose own router finds it: it gets `index.html`. A path never leaves the folder: names of
/// assets have no slash, other files come from a fixed list.
public final class Pages {

    private static final Pattern ASSET = Pattern.compile("/assets/[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final Set<String> FILES = Set.of("/index.html", "/favicon.svg", "/theme.js");
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js",
            "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml", "woff2",
            "font/woff2", "woff", "font/woff");

    /// What to answer with.
    ///
    /// @param status       200 or 404
    /// @param type         media type
    /// @param cacheControl value of that header
    /// @param bytes        body; not copied, not to be changed
    @SuppressWarnings("ArrayRecordComponent") // written out once, never compared
    public record Page(int status, String type, String cacheControl, byte[] bytes) {}

    /// Whether a page or a file answers such a request, and not a service.
    public boolean answers(String method, String path) {
        return (method.equals("GET") || method.equals("HEAD")) && !path.startsWith("/api/")
                && !path.startsWith("/actuator/");
    }

    /// The file or page at a path; never fails but for a damaged class path.
    ///
    /// @param path path of the request, without query
    public Page find(String path) throws IOException {
        boolean asset = ASSET.matcher(path).matches();
        String file = asset || FILES.contains(path) ? path : "/index.html";
        byte[] bytes = path.startsWith("/assets/") && !asset ? null : read(file);
        if (bytes == null) {
            return new Page(404, "text/plain; charset=utf-8", "no-cache",
                    "There is nothing here.\n".getBytes(StandardCharsets.UTF_8));
        }
        String type = TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), "application/octet-stream");
        return new Page(200, type, asset ? "public, max-age=31536000, immutable" : "no-cache", bytes);
    }

    private static byte @Nullable [] read(String file) throws IOException {
        try (@Nullable
        InputStream in = Pages.class.getResourceAsStream("/static" + file)) {
            return in == null ? null : in.readAllBytes();
        }
    }
}
