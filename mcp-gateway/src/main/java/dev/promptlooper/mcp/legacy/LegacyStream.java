package dev.promptlooper.mcp.legacy;

import dev.promptlooper.mcp.protocol.ListChanges;
import dev.promptlooper.mcp.subscription.Feed;
import io.modelcontextprotocol.json.TypeRef;

import java.io.IOException;
import java.util.Map;

/// The stream by which a session listens. The SDK ends the stream itself when the client is gone.
record LegacyStream(LegacySession session) implements Feed {

    @Override
    public void updated(String uri) throws IOException {
        send("notifications/resources/updated", Map.of("uri", uri));
    }

    @Override
    public void changed(ListChanges.Kind kind) throws IOException {
        send(kind.method(), Map.of());
    }

    /// A ping, whose answer nobody waits for: sending it shows whether the client is there.
    @Override
    public void idle() {
        session.sdk().sendRequest("ping", Map.of(), new TypeRef<Object>() {
        }).subscribe(answer -> {}, error -> {});
    }

    private void send(String method, Map<String, Object> params) throws IOException {
        try {
            session.sdk().sendNotification(method, params).block();
        } catch (RuntimeException e) {
            throw new IOException("the session has no stream any more", e);
        }
    }
}
