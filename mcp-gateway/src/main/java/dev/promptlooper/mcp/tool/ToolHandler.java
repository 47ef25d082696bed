package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.rest.RestApi;
import dev.promptlooper.mcp.rest.RestFailure;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

import java.util.Map;
import java.util.UUID;

/// Wraps a [Tool] for the SDK. Whatever goes wrong inside, only our own words leave: the SDK would send an exception's message
/// to the agent.
public final class ToolHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ToolHandler.class);

    private ToolHandler() {}

    /// The tool as the SDK's server takes it.
    public static SyncToolSpecification specification(Tool tool, RestApi api) {
        McpSchema.ToolAnnotations hints = McpSchema.ToolAnnotations.builder()
                .title(tool.title())
                .readOnlyHint(tool.readOnly())
                .destructiveHint(false)
                .idempotentHint(true)
                .openWorldHint(false)
                .build();
        McpSchema.Tool description = McpSchema.Tool
                .builder(tool.name(), McpJsonDefaults.getMapper(), tool.inputSchema())
                .title(tool.title())
                .description(tool.description())
                .annotations(hints)
                .build();
        return SyncToolSpecification.builder()
                .tool(description)
                .callHandler((exchange, request) -> call(tool, api,
                        request.arguments() == null ? Map.of() : request.arguments()))
                .build();
    }

    static CallToolResult call(Tool tool, RestApi api, Map<String, Object> arguments) {
        try {
            JsonNode answer = tool.operation().call(api, arguments);
            return CallToolResult.builder()
                    .structuredContent(Json.MAPPER.convertValue(answer, Object.class))
                    .addTextContent(Json.write(answer))
                    .isError(false)
                    .build();
        } catch (RestFailure | IllegalArgumentException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            String reference = UUID.randomUUID().toString();
            LOG.error("tool {} failed, reference {}", tool.name(), reference, e);
            return failed("internal error, reference " + reference + "; the server's log has the details");
        }
    }

    private static CallToolResult failed(String message) {
        return CallToolResult.builder().addTextContent(message).isError(true).build();
    }
}
