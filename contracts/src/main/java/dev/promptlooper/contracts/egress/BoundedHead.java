package dev.promptlooper.contracts.egress;

import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.HttpMessageParserFactory;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Parsers that read a bounded number of bytes for status line and headers. The client bounds lines and their number, which
/// together may still be megabytes per call.
///
/// @param bytes limit; a buffer more may be read, because the start of the body arrives with the head
record BoundedHead(int bytes) implements HttpMessageParserFactory<ClassicHttpResponse> {

    @Override
    @SuppressWarnings("deprecation") // abstract in the interface all the same
    public HttpMessageParser<ClassicHttpResponse> create(Http1Config config) {
        HttpMessageParser<ClassicHttpResponse> parser = new DefaultHttpResponseParserFactory(config).create();
        return (buffer, in) -> parser.parse(buffer, new Bounded(in, bytes + config.getBufferSize()));
    }

    /// Not closed: the connection owns the stream below.
    private static final class Bounded extends FilterInputStream {

        private final int limit;
        private int left;

        Bounded(InputStream in, int limit) {
            super(in);
            this.limit = limit;
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            int read = super.read(into, from, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new MessageConstraintException("the headers of the answer exceed " + limit + " bytes");
            }
        }
    }
}
