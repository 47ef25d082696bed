package dev.promptlooper.mcp.prompt;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.resource.Resources;
import dev.promptlooper.mcp.resource.UnknownResource;
import dev.promptlooper.mcp.rest.Caller;
import dev.promptlooper.mcp.rest.RestApi;
import dev.promptlooper.mcp.tool.Untrusted;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The prompts of this server. Their words are in `prompts.json` beside this class; what the person typed is put into them cleaned
/// and cut, and the resource they are about goes along. Thread-safe.
public final class PromptLooperPrompts implements Prompts {

    private static final int MOST_CHARS = 2_000;

    private final Resources resources;
    private final List<JsonNode> prompts;
    private final List<Entry> entries;

    public PromptLooperPrompts(Resources resources) {
        this.resources = resources;
        this.prompts = read().valueStream().toList();
        this.entries = prompts.stream().map(PromptLooperPrompts::entry).toList();
    }

    private static JsonNode read() {
        try (InputStream in = PromptLooperPrompts.class.getResourceAsStream("prompts.json")) {
            if (in == null) {
                throw new IllegalStateException("prompts.json is missing");
            }
            return Json.MAPPER.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Entry entry(JsonNode prompt) {
        return new Entry(prompt.path("name").asString(), prompt.path("title").asString(),
                prompt.path("description").asString(),
                prompt.path("arguments")
                        .valueStream()
                        .map(argument -> new Argument(argument.path("name").asString(),
                                argument.path("description").asString(), argument.path("required").asBoolean()))
                        .toList());
    }

    @Override
    public List<Entry> list() {
        return entries;
    }

    @Override
    public Filled get(String name, Map<String, String> arguments, Caller caller) {
        JsonNode prompt = prompts.stream()
                .filter(one -> one.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadPrompt("there is no prompt " + Untrusted.quoted(name) + "; there are "
                        + entries.stream().map(Entry::name).toList()));
        Entry entry = entry(prompt);
        for (String given : arguments.keySet()) {
            if (entry.arguments().stream().noneMatch(argument -> argument.name().equals(given))) {
                throw new BadPrompt("the prompt " + name + " has no argument " + Untrusted.quoted(given));
            }
        }
        String text = prompt.path("text").asString();
        String uri = prompt.path("resource").asString();
        for (Argument argument : entry.arguments()) {
            String value = arguments.getOrDefault(argument.name(), "").strip();
            if (value.isEmpty() && argument.required()) {
                throw new BadPrompt("the argument " + argument.name() + " is missing; " + argument.description());
            }
            String shown = Untrusted.text(value.isEmpty() ? "not said" : value, MOST_CHARS).path("text").asString();
            text = text.replace("{" + argument.name() + "}", shown);
            uri = uri.replace("{" + argument.name() + "}", RestApi.segment(value));
        }
        try {
            return new Filled(entry.description(), List.of(new Message("user", new Text(text)),
                    new Message("user", new Embedded(resources.read(uri, caller)))));
        } catch (UnknownResource e) {
            throw new BadPrompt(String.valueOf(e.getMessage()));
        }
    }
}
