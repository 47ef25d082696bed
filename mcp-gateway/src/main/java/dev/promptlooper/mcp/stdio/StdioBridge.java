package dev.promptlooper.mcp.stdio;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Copies JSON-RPC lines between a client that started this program and the gateway, in both eras. It knows no tools and keeps
/// nothing but the id of a session.
public final class StdioBridge {

    private static final String BODY_VERSION = "io.modelcontextprotocol/protocolVersion";
    private static final int LAST_SECONDS = 5;

    private final GatewayClient post;
    private final Lines lines;
    private final PrintWriter err;
    private final Conversation conversation;
    private final ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<JsonNode, Future<?>> inFlight = new ConcurrentHashMap<>();

    /// @param endpoint of the gateway, `…/mcp`
    /// @param key      API key, or null to show none
    /// @param out      gets messages, one a line, and nothing else
    /// @param err      for people
    public StdioBridge(URI endpoint, @Nullable String key, PrintStream out, PrintWriter err) {
        this.post = new GatewayClient(endpoint, key);
        this.lines = new Lines(out);
        this.err = err;
        this.conversation = new Conversation(post);
    }

    /// Runs until the client closes its end; requests that are on their way get a few seconds to finish.
    ///
    /// @throws IOException when standard input cannot be read
    public void run(BufferedReader in) throws IOException, InterruptedException {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isBlank()) {
                    take(line);
                }
            }
            for (Future<?> task : inFlight.values()) {
                finish(task);
            }
        } finally {
            conversation.close();
            tasks.shutdownNow();
            post.close();
        }
    }

    private static void finish(Future<?> task) throws InterruptedException {
        try {
            task.get(LAST_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException
                | java.util.concurrent.CancellationException e) {
            task.cancel(true);
        }
    }

    private void take(String line) throws InterruptedException {
        JsonNode parsed;
        try {
            parsed = Json.MAPPER.readTree(line);
        } catch (JacksonException e) {
            lines.fail(null, "a line is one JSON-RPC message; this one is not JSON");
            return;
        }
        if (!(parsed instanceof ObjectNode message)) {
            lines.fail(null, "a line is one JSON-RPC message; batches are not supported");
            return;
        }
        boolean isModern = message.path("params").path("_meta").path(BODY_VERSION).isString();
        String method = message.path("method").asString("");
        JsonNode id = message.get("id");
        if (isModern && method.equals("notifications/cancelled")) {
            cancel(message.path("params").path("requestId"));
        } else if (method.equals("initialize")) {
            guarded(id, () -> conversation.open(message, lines::write)); // what follows needs its session
        } else if (id == null) {
            start(id, () -> isModern ? modern(message) : conversation.send(message, lines::write));
            if (method.equals("notifications/initialized")) {
                tasks.submit(this::listen);
            }
        } else {
            start(id, () -> isModern ? modern(message) : conversation.send(message, lines::write));
        }
    }

    /// One exchange with the gateway.
    @FunctionalInterface
    private interface Exchange {
        GatewayClient.Said run() throws IOException, InterruptedException;
    }

    private void start(@Nullable JsonNode id, Exchange exchange) {
        Future<?> task = tasks.submit(() -> {
            try {
                guarded(id, exchange);
            } finally {
                if (id != null) {
                    inFlight.remove(id);
                }
            }
            return null;
        });
        if (id != null && !task.isDone()) {
            inFlight.put(id, task);
            if (task.isDone()) {
                inFlight.remove(id);
            }
        }
    }

    /// In this era closing the stream cancels; on this side a message does.
    private void cancel(JsonNode id) {
        Future<?> task = inFlight.remove(id);
        if (task != null) {
            task.cancel(true);
        }
    }

    private GatewayClient.Said modern(ObjectNode message) throws IOException, InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        String method = message.path("method").asString("");
        JsonNode params = message.path("params");
        headers.put("MCP-Protocol-Version", params.path("_meta").path(BODY_VERSION).asString(""));
        headers.put("Mcp-Method", method);
        JsonNode name = switch (method) {
            case "tools/call", "prompts/get" -> params.path("name");
            case "resources/read" -> params.path("uri");
            default -> Json.MAPPER.missingNode();
        };
        if (name.isString()) {
            headers.put("Mcp-Name", header(name.asString()));
        }
        return post.send("POST", message, headers, lines::write);
    }

    /// What does not fit into a header travels as Base64.
    private static String header(String value) {
        boolean fits = value.matches("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?") && !value.startsWith("=?base64?");
        return fits
                ? value
                : "=?base64?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private void guarded(@Nullable JsonNode id, Exchange exchange) throws InterruptedException {
        String problem = null;
        try {
            GatewayClient.Said said = exchange.run();
            if (said.refusal() != null) {
                problem = "the gateway answered " + said.status() + ": " + explained(said.refusal());
            }
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted() || e.getCause() instanceof InterruptedException) {
                return; // the client does not want to know any more
            }
            problem = "nothing answers at " + post.endpoint() + "; start PromptLooper with `promptlooper up`";
        }
        if (problem != null) {
            err.println("promptlooper: " + problem);
            err.flush();
            if (id != null) {
                lines.fail(id, problem);
            }
        }
    }

    private static String explained(String body) {
        try {
            return Json.MAPPER.readTree(body).path("detail").asString("no reason was given");
        } catch (JacksonException e) {
            return "no reason was given";
        }
    }

    private void listen() {
        try {
            conversation.listen(lines::write);
        } catch (IOException e) {
            // Without the stream the client does not hear of changes; it asks as it would anyway.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
