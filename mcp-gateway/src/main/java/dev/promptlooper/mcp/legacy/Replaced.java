package dev.promptlooper.mcp.legacy;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// A response that lets answers through and holds back errors: the SDK writes its exceptions into them, stack trace included.
final class Replaced extends HttpServletResponseWrapper {

    private int failed;

    Replaced(HttpServletResponse response) {
        super(response);
    }

    /// The status of the error that was held back, or 0.
    int failed() {
        return failed;
    }

    @Override
    public void sendError(int status) {
        failed = status;
    }

    @Override
    public void sendError(int status, String message) {
        failed = status;
    }

    @Override
    public void setStatus(int status) {
        if (status >= 400) {
            failed = status;
        } else {
            super.setStatus(status);
        }
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        return failed == 0
                ? super.getWriter()
                : new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (failed != 0) {
            throw new IllegalStateException("errors are written with the writer");
        }
        return super.getOutputStream();
    }
}
