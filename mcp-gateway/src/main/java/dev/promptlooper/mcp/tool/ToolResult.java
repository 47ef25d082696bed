package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.json.Json;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// What a tool answers.
public sealed interface ToolResult {

    /// It went well. The client gets `structured` twice, as structured content and minified as text, because clients read only one
    /// of them; then the links.
    ///
    /// @param structured fits the tool's output schema
    /// @param links      where there is more
    record Done(ObjectNode structured, List<Link> links) implements ToolResult {

        public Done {
            links = List.copyOf(links);
        }

        /// The structured answer as minified JSON.
        public String text() {
            return Json.write(structured);
        }
    }

    /// It did not; the client gets [ToolError#text()] and `isError`.
    record Failed(ToolError error) implements ToolResult {}
}
