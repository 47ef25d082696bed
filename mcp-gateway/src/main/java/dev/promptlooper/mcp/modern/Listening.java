package dev.promptlooper.mcp.modern;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.access.Visitor;
import dev.promptlooper.mcp.limits.OpenStreams;
import dev.promptlooper.mcp.limits.Owner;
import dev.promptlooper.mcp.protocol.ListChanges;
import dev.promptlooper.mcp.protocol.Offer;
import dev.promptlooper.mcp.protocol.RpcError;
import dev.promptlooper.mcp.protocol.RpcMessage;
import dev.promptlooper.mcp.subscription.Feed;
import dev.promptlooper.mcp.subscription.Watch;
import dev.promptlooper.mcp.subscription.Watches;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;

/// `subscriptions/listen`: a stream that acknowledges first and then tells of changes until one of both sides ends it.
final class Listening {

    private static final int MOST_URIS = 50;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private final Offer offer;
    private final OpenStreams streams;
    private final Watches watches;
    private final LongSupplier nanos;

    Listening(Offer offer, OpenStreams streams, Watches watches, LongSupplier nanos) {
        this.offer = offer;
        this.streams = streams;
        this.watches = watches;
        this.nanos = nanos;
    }

    /// Blocks until the stream has ended.
    ///
    /// @throws RpcError where it cannot begin
    void run(RpcMessage request, Meta meta, Visitor visitor, SseWriter out) {
        if (!(request.params().get("notifications") instanceof ObjectNode filter)) {
            throw RpcError.refused(400, RpcError.INVALID_PARAMS,
                    "'notifications' is missing; it says what to listen to");
        }
        Set<ListChanges.Kind> kinds = kinds(filter);
        Set<String> uris = uris(filter.get("resourceSubscriptions"));
        String owner = Owner.of(visitor.principal());
        if (!streams.open(owner)) {
            throw RpcError.refused(429, RpcError.TOO_MANY, "too many open streams; close one first");
        }
        try {
            JsonNode id = Objects.requireNonNull(request.id());
            Frames frames = new Frames(id, out);
            Watch watch = new Watch(offer, visitor, meta.client(), uris, kinds, KEEP_ALIVE, nanos);
            watch.mark(); // a change right after the acknowledgement is not to be missed
            frames.acknowledge(kinds, filter.has("resourceSubscriptions") ? uris : null);
            watches.run(watch, frames);
            frames.end();
        } catch (IOException e) {
            // The client closed the stream.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            streams.close(owner);
        }
    }

    private Set<ListChanges.Kind> kinds(ObjectNode filter) {
        Set<ListChanges.Kind> kinds = EnumSet.noneOf(ListChanges.Kind.class);
        for (ListChanges.Kind kind : ListChanges.Kind.values()) {
            if (offer.changing() && filter.path(kind.filter()).asBoolean(false)) {
                kinds.add(kind);
            }
        }
        return kinds;
    }

    private Set<String> uris(@Nullable JsonNode wanted) {
        if (wanted == null) {
            return Set.of();
        }
        if (!(wanted instanceof ArrayNode list) || list.size() > MOST_URIS) {
            throw RpcError.refused(400, RpcError.INVALID_PARAMS,
                    "resourceSubscriptions is a list of at most " + MOST_URIS + " URIs");
        }
        Set<String> uris = new LinkedHashSet<>();
        list.forEach(uri -> {
            if (uri.isString() && offer.subscribable(uri.asString())) {
                uris.add(uri.asString());
            }
        });
        return uris;
    }

    private record Frames(JsonNode id, SseWriter out) implements Feed {

        void acknowledge(Set<ListChanges.Kind> kinds, @Nullable Set<String> uris) throws IOException {
            ObjectNode params = tagged();
            ObjectNode agreed = params.putObject("notifications");
            kinds.forEach(kind -> agreed.put(kind.filter(), true));
            if (uris != null) {
                uris.forEach(agreed.putArray("resourceSubscriptions")::add);
            }
            out.event(RpcMessage.notification("notifications/subscriptions/acknowledged", params));
        }

        @Override
        public void updated(String uri) throws IOException {
            out.event(RpcMessage.notification("notifications/resources/updated", tagged().put("uri", uri)));
        }

        @Override
        public void changed(ListChanges.Kind kind) throws IOException {
            out.event(RpcMessage.notification(kind.method(), tagged()));
        }

        @Override
        public void idle() throws IOException {
            out.keepAlive();
        }

        void end() throws IOException {
            out.finish(200, RpcMessage.answer(id, ModernCall.complete(tagged(), null)));
        }

        private ObjectNode tagged() {
            ObjectNode params = Json.MAPPER.createObjectNode();
            params.putObject("_meta").set(Meta.SUBSCRIPTION, id);
            return params;
        }
    }
}
