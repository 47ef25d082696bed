package dev.promptlooper.mcp.modern;

import dev.promptlooper.contracts.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Answers one request: as a single JSON object, or, once anything has to be said before the answer, as a stream of events.
/// Used by one thread.
final class SseWriter {

    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8);

    private final HttpServletResponse response;
    private boolean streaming;

    SseWriter(HttpServletResponse response) {
        this.response = response;
    }

    /// @throws IOException when the client is gone
    void event(ObjectNode message) throws IOException {
        begin();
        response.getOutputStream()
                .write(("event: message\ndata: " + Json.write(message) + "\n\n").getBytes(StandardCharsets.UTF_8));
        response.flushBuffer();
    }

    /// @throws IOException when the client is gone
    void keepAlive() throws IOException {
        begin();
        response.getOutputStream().write(KEEP_ALIVE);
        response.flushBuffer();
    }

    /// The last word.
    ///
    /// @param status where it is a single JSON object
    void finish(int status, ObjectNode message) throws IOException {
        if (streaming) {
            event(message);
            return;
        }
        byte[] body = Json.MAPPER.writeValueAsBytes(message);
        response.setStatus(status);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    private void begin() {
        if (!streaming) {
            streaming = true;
            response.setStatus(HttpServletResponse.SC_OK);
            response.setContentType("text/event-stream");
            response.setHeader("Cache-Control", "no-cache");
            response.setHeader("X-Accel-Buffering", "no");
        }
    }
}
