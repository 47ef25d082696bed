package dev.promptlooper.mcp.legacy;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;

/// A request as the SDK's servlet sees it: at its own path, with a body that was read and checked before, and without what it does
/// not cope with.
final class Forwarded extends HttpServletRequestWrapper {

    private static final String SESSION = "Mcp-Session-Id";
    /// Streams are not resumed: the SDK would leave such a stream open without ever writing to it.
    private static final String LAST_EVENT = "Last-Event-ID";

    private final String method;
    private final byte[] body;
    private final @Nullable String session;

    private Forwarded(HttpServletRequest request, String method, byte[] body, @Nullable String session) {
        super(request);
        this.method = method;
        this.body = body;
        this.session = session;
    }

    static Forwarded of(HttpServletRequest request, byte[] body) {
        return new Forwarded(request, request.getMethod(), body, request.getHeader(SESSION));
    }

    /// The end of a session, on the occasion of some other request.
    static Forwarded end(HttpServletRequest occasion, String session) {
        return new Forwarded(occasion, "DELETE", new byte[0], session);
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public String getRequestURI() {
        return LegacyEndpoint.PATH;
    }

    @Override
    public @Nullable String getHeader(String name) {
        if (name.equalsIgnoreCase(LAST_EVENT)) {
            return null;
        }
        return name.equalsIgnoreCase(SESSION) ? session : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        String value = getHeader(name);
        return value == null ? Collections.emptyEnumeration() : Collections.enumeration(Collections.singleton(value));
    }

    @Override
    public int getContentLength() {
        return body.length;
    }

    @Override
    public long getContentLengthLong() {
        return body.length;
    }

    @Override
    public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(new ByteArrayInputStream(body), StandardCharsets.UTF_8));
    }

    @Override
    public ServletInputStream getInputStream() {
        return new Body(new ByteArrayInputStream(body));
    }

    private static final class Body extends ServletInputStream {

        private final ByteArrayInputStream bytes;

        Body(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return bytes.read(target, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body is in memory; read it");
        }
    }
}
