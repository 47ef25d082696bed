package dev.promptlooper.mcp.modern;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.limits.Owner;
import dev.promptlooper.mcp.protocol.Answer;
import dev.promptlooper.mcp.protocol.Exchange;
import dev.promptlooper.mcp.protocol.InputRequired;
import dev.promptlooper.mcp.protocol.Methods;
import dev.promptlooper.mcp.protocol.RpcError;
import dev.promptlooper.mcp.protocol.RpcMessage;
import dev.promptlooper.mcp.rest.Caller;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// One request of the modern era: a virtual thread works, the servlet's thread writes. So a client that closes the stream is
/// noticed while the work goes on, and the work is ended: nobody would read its answer.
final class ModernCall {

    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int MOST_WAITING = 1_000;

    private sealed interface Step {}

    private record Frame(ObjectNode message) implements Step {}

    private record Last(int status, ObjectNode message) implements Step {}

    private final RpcMessage request;
    private final Methods methods;
    private final RequestStates states;
    private final String owner;
    private final ModernExchange exchange;
    private final boolean streamable;
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>(MOST_WAITING);

    /// @param streamable whether the client reads event streams
    ModernCall(RpcMessage request, Meta meta, Caller caller, boolean readOnly, boolean streamable, Methods methods,
            RequestStates states) {
        this.request = request;
        this.methods = methods;
        this.states = states;
        this.streamable = streamable;
        this.owner = Owner.of(caller.principal());
        this.exchange = new ModernExchange(meta, caller, readOnly, ModernExchange.answers(request, owner, states),
                this::frame);
    }

    /// Blocks until the answer is written or the client is gone.
    void run(SseWriter out, LongSupplier nanos) {
        Thread worker = Thread.ofVirtual().name("mcp-call").start(this::work);
        try {
            write(out, nanos.getAsLong() + LONGEST.toNanos(), nanos);
        } catch (IOException e) {
            // The client closed the stream: that is how requests are cancelled.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.cancel();
            worker.interrupt();
        }
    }

    private void write(SseWriter out, long deadline, LongSupplier nanos) throws IOException, InterruptedException {
        while (true) {
            switch (steps.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                case null -> {
                    if (nanos.getAsLong() - deadline > 0) {
                        out.finish(200, RpcMessage.failure(request.id(), RpcError.of(RpcError.INTERNAL_ERROR,
                                "it took more than " + LONGEST.toSeconds() + " seconds and was given up")));
                        return;
                    }
                    if (streamable) {
                        out.keepAlive();
                    }
                }
                case Frame(ObjectNode message) -> {
                    if (streamable) {
                        out.event(message);
                    }
                }
                case Last(int status, ObjectNode message) -> {
                    out.finish(status, message);
                    return;
                }
            }
        }
    }

    /// What waits for a slow reader is bounded; what is too much is left out, since newer news follow.
    private void frame(ObjectNode message) {
        steps.offer(new Frame(message));
    }

    private void work() {
        Last last;
        try {
            Answer answer = methods.answer(String.valueOf(request.method()), request.params(), exchange);
            last = new Last(200, RpcMessage.answer(request.id(), complete(answer.result(), answer.cache())));
        } catch (InputRequired e) {
            last = new Last(200, RpcMessage.answer(request.id(), questions(e.questions())));
        } catch (RpcError e) {
            last = new Last(e.status(), RpcMessage.failure(request.id(), e));
        }
        try {
            steps.put(last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // nobody waits any more
        }
    }

    /// A result with what this era wants of every result.
    static ObjectNode complete(ObjectNode result, Answer.@Nullable Cache cache) {
        ObjectNode complete = Json.MAPPER.createObjectNode().put("resultType", "complete");
        complete.setAll(result);
        if (cache != null) {
            complete.put("ttlMs", cache.ttl().toMillis()).put("cacheScope", cache.shared() ? "public" : "private");
        }
        ServerInfo.putInto(complete);
        return complete;
    }

    private ObjectNode questions(Map<String, Exchange.Question> questions) {
        ObjectNode result = Json.MAPPER.createObjectNode().put("resultType", "input_required");
        ObjectNode requests = result.putObject("inputRequests");
        questions.forEach((name, question) -> requests.putObject(name)
                .put("method", question.method())
                .set("params", question.params()));
        result.put("requestState", states.seal(owner, request, exchange.answers(), questions.keySet()));
        ServerInfo.putInto(result);
        return result;
    }
}
