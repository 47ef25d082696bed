package dev.promptlooper.mcp.testkit;

import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.completion.Completions;
import dev.promptlooper.mcp.prompt.BadPrompt;
import dev.promptlooper.mcp.prompt.Prompts;
import dev.promptlooper.mcp.registry.Registry;
import dev.promptlooper.mcp.resource.ResourceContent;
import dev.promptlooper.mcp.resource.ResourceEntry;
import dev.promptlooper.mcp.resource.Resources;
import dev.promptlooper.mcp.resource.TemplateEntry;
import dev.promptlooper.mcp.resource.UnknownResource;
import dev.promptlooper.mcp.rest.Caller;
import dev.promptlooper.mcp.tool.Hints;
import dev.promptlooper.mcp.tool.Tool;
import dev.promptlooper.mcp.tool.ToolCall;
import dev.promptlooper.mcp.tool.ToolHandler;
import dev.promptlooper.mcp.tool.ToolResult;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Tools that do as tests want, and a resource that changes.
@Configuration(proxyBeanMethods = false)
public class TestRegistry {

    /// What is behind `promptlooper://note`.
    public static final AtomicInteger NOTE = new AtomicInteger();
    /// How many calls of `hold_on` are waiting.
    public static final AtomicInteger HOLDING = new AtomicInteger();
    /// How many of them were ended by their clients.
    public static final AtomicInteger CANCELLED = new AtomicInteger();

    private static final Hints SPENDING = new Hints(false, false, true, true);
    private static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}";

    @Bean
    Registry registry() {
        return new Registry(List.of(
                tool("look_around", Hints.READ, Scope.READ, call -> done(call.api().get("/api/v1/things", Map.of()))),
                tool("add_thing", Hints.ADD, Scope.WRITE, call -> done("added")),
                tool("spend_money", SPENDING, Scope.RUN, call -> done("spent")),
                tool("break_down", Hints.READ, Scope.READ, call -> {
                    throw new IllegalStateException("password=hunter2");
                }),
                tool("hold_on", Hints.READ, Scope.READ, TestRegistry::hold)), new Note(), new NoPrompts(),
                (ref, argument, value, caller) -> new Completions.Proposal(List.of(value + "…"), 1, false),
                "for tests");
    }

    private static Tool tool(String name, Hints hints, Scope scope, ToolHandler handler) {
        return new Tool(name, "Title of " + name, "Description of " + name, NO_ARGUMENTS, "{\"type\":\"object\"}",
                hints,
                scope, name.equals("spend_money") ? "POST /api/v1/sweeps" : "GET /api/v1/things", handler);
    }

    private static ToolResult done(Object value) {
        ObjectNode structured = Json.MAPPER.createObjectNode();
        structured.set("value", Json.MAPPER.valueToTree(value));
        return new ToolResult.Done(structured, List.of());
    }

    /// Waits as the tools do that wait: for ten seconds, telling how far it is, until nobody listens any more.
    private static ToolResult hold(ToolCall call) {
        HOLDING.incrementAndGet();
        try {
            for (int tenth = 0; tenth < 100 && !call.cancelled(); tenth++) {
                call.progress(tenth, 100, "holding");
                if (new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CANCELLED.incrementAndGet();
        } finally {
            HOLDING.decrementAndGet();
        }
        return done("held");
    }

    private static final class Note implements Resources {

        @Override
        public List<ResourceEntry> list(Caller caller) {
            return List.of(new ResourceEntry("promptlooper://note", "note", "Note", "a note", "text/plain"));
        }

        @Override
        public List<TemplateEntry> templates() {
            return List.of();
        }

        @Override
        public ResourceContent read(String uri, Caller caller) {
            if (!subscribable(uri)) {
                throw new UnknownResource(uri, "there is nothing behind this URI; resources/list shows what there is");
            }
            return ResourceContent.live(uri, "text/plain", "note " + NOTE.get());
        }

        @Override
        public boolean subscribable(String uri) {
            return uri.equals("promptlooper://note");
        }

        @Override
        public String revision(String uri, Caller caller) {
            return String.valueOf(NOTE.get());
        }
    }

    private static final class NoPrompts implements Prompts {

        @Override
        public List<Entry> list() {
            return List.of();
        }

        @Override
        public Filled get(String name, Map<String, String> arguments, Caller caller) {
            throw new BadPrompt("there is no such prompt");
        }
    }
}
