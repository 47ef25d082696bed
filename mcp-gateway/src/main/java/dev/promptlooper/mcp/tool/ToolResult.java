package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.json.Json;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.function.Supplier;

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

    /// Nothing has been done yet: it costs much or cannot be taken back, so the client's user should agree first. Whether anybody
    /// can be asked is for the protocol to say; where nobody can, it goes on, and the tool's hints let the client ask by itself.
    ///
    /// @param subject  what exactly is agreed to: where it has changed meanwhile, an agreement does not count. Never shown
    /// @param question for a person, in our own words; ends with a question mark
    /// @param usd      dollars at stake; infinite where the act itself is what matters
    /// @param go       does it; called at most once
    record Unconfirmed(String subject, String question, double usd, Supplier<ToolResult> go) implements ToolResult {}
}
