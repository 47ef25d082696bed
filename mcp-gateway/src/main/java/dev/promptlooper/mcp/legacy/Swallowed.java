package dev.promptlooper.mcp.legacy;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/// A response of which nothing arrives: for what the SDK is told on the occasion of another request.
final class Swallowed extends HttpServletResponseWrapper {

    Swallowed(HttpServletResponse response) {
        super(response);
    }

    @Override
    public void setStatus(int status) {
        // nothing arrives
    }

    @Override
    public void sendError(int status) {
        // nothing arrives
    }

    @Override
    public void sendError(int status, String message) {
        // nothing arrives
    }

    @Override
    public void setContentType(String type) {
        // nothing arrives
    }

    @Override
    public void setCharacterEncoding(String encoding) {
        // nothing arrives
    }

    @Override
    public void setHeader(String name, String value) {
        // nothing arrives
    }

    @Override
    public PrintWriter getWriter() {
        return new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
}
