package dev.promptlooper.mcp.protocol;

import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.access.Role;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.rest.RestApi;
import dev.promptlooper.mcp.tool.Tool;
import dev.promptlooper.mcp.tool.ToolCall;
import dev.promptlooper.mcp.tool.ToolResult;
import dev.promptlooper.mcp.tool.ToolRunner;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import tools.jackson.databind.node.ObjectNode;

import java.util.Map;

/// A [Tool] as the SDK's server takes it.
public final class SdkTools {

    private static final Principal LOCAL = new Principal("local", null, null, Role.ADMIN.scopes(), null);

    private SdkTools() {}

    public static SyncToolSpecification specification(Tool tool, RestApi api) {
        McpSchema.ToolAnnotations hints = McpSchema.ToolAnnotations.builder()
                .title(tool.title())
                .readOnlyHint(tool.hints().readOnly())
                .destructiveHint(tool.hints().destructive())
                .idempotentHint(tool.hints().idempotent())
                .openWorldHint(tool.hints().openWorld())
                .build();
        McpSchema.Tool description = McpSchema.Tool
                .builder(tool.name(), McpJsonDefaults.getMapper(), tool.inputSchema())
                .title(tool.title())
                .description(tool.description())
                .outputSchema(McpJsonDefaults.getMapper(), tool.outputSchema())
                .annotations(hints)
                .build();
        ToolRunner runner = new ToolRunner();
        return SyncToolSpecification.builder()
                .tool(description)
                .callHandler((exchange, request) -> answer(runner.run(tool,
                        new Call(Json.MAPPER.valueToTree(request.arguments() == null ? Map.of() : request.arguments()),
                                api, LOCAL))))
                .build();
    }

    private static CallToolResult answer(ToolResult result) {
        return switch (result) {
            case ToolResult.Done done -> CallToolResult.builder()
                    .structuredContent(Json.MAPPER.convertValue(done.structured(), Object.class))
                    .addTextContent(done.text())
                    .isError(false)
                    .build();
            case ToolResult.Failed failed ->
                CallToolResult.builder().addTextContent(failed.error().text()).isError(true).build();
        };
    }

    private record Call(ObjectNode arguments, RestApi api, Principal principal) implements ToolCall {

        @Override
        public void progress(double done, double total, String message) {
            // The client library's call gives no way to tell before the answer.
        }

        @Override
        public boolean cancelled() {
            return false;
        }
    }
}
