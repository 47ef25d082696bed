package dev.promptlooper.mcp.registry;

import dev.promptlooper.mcp.completion.Completions;
import dev.promptlooper.mcp.completion.PromptLooperCompletions;
import dev.promptlooper.mcp.prompt.PromptLooperPrompts;
import dev.promptlooper.mcp.prompt.Prompts;
import dev.promptlooper.mcp.resource.PromptLooperResources;
import dev.promptlooper.mcp.resource.Resources;
import dev.promptlooper.mcp.tool.Tool;
import dev.promptlooper.mcp.tool.Toolbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// All that the protocol serves, in whatever era a client speaks.
///
/// @param tools        in the order of the list
/// @param instructions how to work with this server, for models
public record Registry(List<Tool> tools, Resources resources, Prompts prompts, Completions completions,
        String instructions) {

    public Registry {
        tools = List.copyOf(tools);
    }

    /// What PromptLooper serves.
    public static Registry promptLooper() {
        Resources resources = new PromptLooperResources();
        return new Registry(Toolbox.all(), resources, new PromptLooperPrompts(resources), new PromptLooperCompletions(),
                instructionsFile());
    }

    private static String instructionsFile() {
        try (InputStream in = Registry.class.getResourceAsStream("instructions.md")) {
            if (in == null) {
                throw new IllegalStateException("instructions.md is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
