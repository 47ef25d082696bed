package dev.promptlooper.executor.caller;

import org.apache.hc.core5.http.HttpEntity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/// Reads response bodies up to a cap that counts real, inflated bytes, whatever lengths the server declares. Thread-safe.
final class ResponseBody {

    private static final int BUFFER = 8 << 10;

    private final int limit;

    ResponseBody(int limit) {
        this.limit = limit;
    }

    /// @throws TooLarge    beyond the cap
    /// @throws Unreadable  when the content encoding is damaged or unknown (none was asked for)
    /// @throws IOException when the connection breaks
    byte[] read(HttpEntity entity) throws IOException {
        String encoding = entity.getContentEncoding() == null
                ? ""
                : entity.getContentEncoding().toLowerCase(Locale.ROOT);
        long declared = entity.getContentLength();
        if (declared > limit) {
            throw new TooLarge(limit);
        }
        // Not closed here: closing a stream half-way reads the rest of it first. Closing the response does not.
        InputStream raw = entity.getContent();
        try {
            return switch (encoding) {
                case "", "identity" -> declared >= 0 ? exactly(raw, (int) declared) : upToLimit(raw);
                case "gzip", "x-gzip" -> upToLimit(new GZIPInputStream(raw));
                case "deflate" -> upToLimit(new InflaterInputStream(raw));
                default -> throw new Unreadable("the body has an encoding that was not asked for");
            };
        } catch (ZipException e) {
            throw new Unreadable("the compressed body is damaged", e);
        }
    }

    private static byte[] exactly(InputStream content, int length) throws IOException {
        byte[] body = content.readNBytes(length);
        if (content.read() != -1) { // reaching the end hands the connection back
            throw new IOException("body longer than declared");
        }
        return body;
    }

    private byte[] upToLimit(InputStream content) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(BUFFER);
        byte[] buffer = new byte[BUFFER];
        for (int n = content.read(buffer); n != -1; n = content.read(buffer)) {
            if (body.size() + n > limit) {
                throw new TooLarge(limit);
            }
            body.write(buffer, 0, n);
        }
        return body.toByteArray();
    }

    /// More than the cap.
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;
        private final int limit;

        TooLarge(int limit) {
            super("more than " + limit + " bytes");
            this.limit = limit;
        }

        int limit() {
            return limit;
        }
    }

    /// Bytes that cannot be decoded.
    static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message);
        }

        Unreadable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
