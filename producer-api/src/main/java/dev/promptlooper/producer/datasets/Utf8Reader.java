package dev.promptlooper.producer.datasets;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Decodes UTF-8 strictly: a byte that is not UTF-8 is an error with its line, not a replacement character that nobody
/// notices. Skips a byte order mark. Also bounds the distance between two calls of [#startRecord], so that one missing quote
/// cannot pull a whole file into memory. For one thread.
final class Utf8Reader extends Reader {

    private static final int BUFFER = 64 << 10;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream in;
    private final long maxRecordChars;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
    private final CharBuffer chars = CharBuffer.allocate(BUFFER).flip();
    private long decodedLine = 1;
    private long sinceRecord;
    private boolean atStart = true;
    private boolean atEnd;

    Utf8Reader(InputStream in, long maxRecordChars) {
        this.in = in;
        this.maxRecordChars = maxRecordChars;
    }

    /// A new record begins: the bound counts from here.
    void startRecord() {
        sinceRecord = 0;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        while (!chars.hasRemaining()) {
            if (atEnd) {
                return -1;
            }
            fill();
        }
        int count = Math.min(length, chars.remaining());
        chars.get(target, offset, count);
        sinceRecord += count;
        if (sinceRecord > maxRecordChars) {
            throw new BadFile(decodedLine, "a row that ends near here is longer than " + maxRecordChars
                    + " characters; a quote or bracket is probably not closed");
        }
        return count;
    }

    private void fill() throws IOException {
        chars.clear();
        boolean lastBytes = false;
        bytes.compact();
        int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
        if (read < 0) {
            lastBytes = true;
        } else {
            bytes.position(bytes.position() + read);
        }
        bytes.flip();
        CoderResult result = decoder.decode(bytes, chars, lastBytes);
        chars.flip();
        for (int i = chars.position(); i < chars.limit(); i++) {
            if (chars.get(i) == '\n') {
                decodedLine++;
            }
        }
        if (result.isError() && !chars.hasRemaining()) {
            throw new BadFile(decodedLine, "byte 0x%02X is not UTF-8; save the file as UTF-8"
                    .formatted(bytes.get(bytes.position()) & 0xFF));
        }
        // With an error, what came before it is delivered first; the next fill meets the error at the front.
        atEnd = lastBytes && !result.isError() && !bytes.hasRemaining();
        if (atStart && chars.hasRemaining()) {
            atStart = false;
            if (chars.get(chars.position()) == BYTE_ORDER_MARK) {
                chars.get();
            }
        }
    }

    @Override
    public void close() {
        // the stream belongs to the caller
    }
}
