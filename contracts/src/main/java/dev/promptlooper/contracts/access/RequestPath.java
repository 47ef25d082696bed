package dev.promptlooper.contracts.access;

import org.jspecify.annotations.Nullable;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Reads paths of requests strictly: whatever a container, a framework and this door might understand in different ways is not
/// read at all.
final class RequestPath {

    /// Plain or percent-encoded, and nothing that ends, splits or annotates a segment.
    // No alternatives under a star: those recurse, and a long path would exhaust the stack.
    private static final Pattern SEGMENT = Pattern
            .compile("(?!.*%(?![0-9A-Fa-f]{2}))[A-Za-z0-9._~!$&'()*+,=:@%-]*");
    /// An encoded slash, backslash, dot, semicolon, percent sign or control character.
    private static final Pattern HIDDEN = Pattern
            .compile("%(?:2[fF]|5[cC]|2[eE]|3[bB]|25|[01][0-9A-Fa-f]|7[fF])");

    /// A percent sign that begins no byte, or the byte zero.
    private static final Pattern BROKEN = Pattern.compile("%(?![0-9A-Fa-f]{2})|%00");

    private RequestPath() {}

    /// Whether a query can be read as UTF-8 without U+0000; what cannot is a fault of whoever sent it.
    ///
    /// @param raw as on the request line, or null
    static boolean isReadable(@Nullable String raw) {
        if (raw == null || raw.isEmpty()) {
            return true;
        }
        if (BROKEN.matcher(raw).find()) {
            return false;
        }
        return URLDecoder.decode(raw, StandardCharsets.UTF_8).indexOf('\uFFFD') < 0;
    }

    /// The decoded segments, or null when the path is not written plainly.
    ///
    /// @param raw as on the request line, without the query
    static @Nullable List<String> segments(@Nullable String raw) {
        if (raw == null || !raw.startsWith("/") || HIDDEN.matcher(raw).find()) {
            return null;
        }
        List<String> segments = new ArrayList<>();
        String[] parts = raw.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            boolean emptyInside = part.isEmpty() && (i > 0 || parts.length > 1);
            if (emptyInside || part.equals(".") || part.equals("..") || !SEGMENT.matcher(part).matches()) {
                return null;
            }
            String decoded = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
            if (decoded.indexOf('\uFFFD') >= 0) {
                return null; // not UTF-8
            }
            segments.add(decoded);
        }
        return segments;
    }
}
