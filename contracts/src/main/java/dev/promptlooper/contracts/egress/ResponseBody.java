package dev.promptlooper.contracts.egress;

import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/// Reads response bodies up to a cap that counts real, inflated bytes, whatever lengths the server declares. Compressed bodies,
/// which nobody asks for, may also not inflate by more than a hundred times. All bodies that are being read at a time share a
/// second cap, so that thousands of calls to a hostile server cannot fill the heap together. Thread-safe.
public final class ResponseBody {

    private static final int BUFFER = 8 << 10;
    private static final int MOST_TIMES = 100;
    /// Short texts of one character compress well and harm nobody.
    private static final int RATIO_COUNTS_FROM = 64 << 10;

    /// So much of a body is not counted towards the common cap: ordinary answers are always read.
    private static final int FREE = 64 << 10;

    private final int limit;
    private final AtomicLong left;

    /// @param limit    most bytes of a body, inflated
    /// @param together most bytes of all bodies that are being read
    public ResponseBody(int limit, long together) {
        this.limit = limit;
        this.left = new AtomicLong(Math.max(limit, together));
    }

    /// @throws TooLarge    beyond the cap
    /// @throws Crowded     when the bodies that are being read together are beyond theirs; later there is room again
    /// @throws Unreadable  when the content encoding is damaged, unknown or a bomb
    /// @throws IOException when the connection breaks
    public byte[] read(HttpEntity entity) throws IOException {
        String encoding = entity.getContentEncoding() == null
                ? ""
                : entity.getContentEncoding().toLowerCase(Locale.ROOT);
        long declared = entity.getContentLength();
        if (declared > limit) {
            throw new TooLarge(limit);
        }
        // Not closed here: closing a stream half-way reads the rest of it first. Closing the response does not.
        InputStream raw = entity.getContent();
        try (Share share = new Share()) {
            return switch (encoding) {
                case "", "identity" ->
                    declared >= 0 ? exactly(raw, (int) declared, share) : upToLimit(raw, null, share);
                case "gzip", "x-gzip" -> {
                    Counted counted = new Counted(raw);
                    yield upToLimit(new GZIPInputStream(counted), counted, share);
                }
                case "deflate" -> {
                    Counted counted = new Counted(raw);
                    yield upToLimit(new InflaterInputStream(counted), counted, share);
                }
                default -> throw new Unreadable("the body has an encoding that was not asked for");
            };
        } catch (ZipException e) {
            throw new Unreadable("the compressed body is damaged", e);
        }
    }

    private static byte[] exactly(InputStream content, int length, Share share) throws IOException {
        share.reach(length);
        byte[] body = content.readNBytes(length);
        if (content.read() != -1) { // reaching the end hands the connection back
            throw new IOException("body longer than declared");
        }
        return body;
    }

    /// @param compressed counts what came over the wire, null when that is the content itself
    private byte[] upToLimit(InputStream content, @Nullable Counted compressed, Share share) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream(BUFFER);
        byte[] buffer = new byte[BUFFER];
        for (int n = content.read(buffer); n != -1; n = content.read(buffer)) {
            int size = body.size() + n;
            if (size > limit) {
                throw new TooLarge(limit);
            }
            if (compressed != null && size > RATIO_COUNTS_FROM && size > MOST_TIMES * compressed.bytes()) {
                throw new Unreadable("the compressed body inflates to more than " + MOST_TIMES + " times its size");
            }
            share.reach(size);
            body.write(buffer, 0, n);
        }
        return body.toByteArray();
    }

    /// What one body takes of the common cap. One thread.
    private final class Share implements AutoCloseable {

        private long taken;

        void reach(long bytes) throws Crowded {
            long missing = bytes - FREE - taken;
            if (missing <= 0) {
                return;
            }
            if (left.addAndGet(-missing) < 0) {
                left.addAndGet(missing);
                throw new Crowded();
            }
            taken += missing;
        }

        @Override
        public void close() {
            left.addAndGet(taken);
        }
    }

    private static final class Counted extends FilterInputStream {

        private long bytes;

        Counted(InputStream in) {
            super(in);
        }

        long bytes() {
            return bytes;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            bytes += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            bytes += Math.max(read, 0);
            return read;
        }
    }

    /// More than the cap.
    public static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1;
        private final int limit;

        TooLarge(int limit) {
            super("more than " + limit + " bytes");
            this.limit = limit;
        }

        /// The cap in bytes.
        public int limit() {
            return limit;
        }
    }

    /// Too much is being read at the same time.
    public static final class Crowded extends IOException {
        private static final long serialVersionUID = 1;

        Crowded() {
            super("too many large answers at the same time");
        }
    }

    /// Bytes that cannot be decoded, or should not be.
    public static final class Unreadable extends IOException {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message);
        }

        Unreadable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
