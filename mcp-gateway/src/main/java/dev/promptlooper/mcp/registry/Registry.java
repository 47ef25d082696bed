package dev.promptlooper.mcp.registry;

import dev.promptlooper.mcp.completion.Completions;
import dev.promptlooper.mcp.prompt.Prompts;
import dev.promptlooper.mcp.resource.Resources;
import dev.promptlooper.mcp.tool.Tool;

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
}
