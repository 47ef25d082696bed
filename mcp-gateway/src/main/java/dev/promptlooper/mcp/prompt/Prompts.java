package dev.promptlooper.mcp.prompt;

import dev.promptlooper.mcp.resource.ResourceContent;
import dev.promptlooper.mcp.rest.Caller;

import java.util.List;
import java.util.Map;

/// Conversations that people start from a menu of their client. Thread-safe.
public interface Prompts {

    /// In a fixed order.
    List<Entry> list();

    /// @throws BadPrompt when there is no such prompt, or an argument is missing or wrong
    /// @throws dev.promptlooper.mcp.rest.RestFailure when the API refuses or does not answer
    Filled get(String name, Map<String, String> arguments, Caller caller);

    /// @param title for people
    record Entry(String name, String title, String description, List<Argument> arguments) {
        public Entry {
            arguments = List.copyOf(arguments);
        }
    }

    record Argument(String name, String description, boolean required) {}

    record Filled(String description, List<Message> messages) {
        public Filled {
            messages = List.copyOf(messages);
        }
    }

    /// @param role `user` or `assistant`
    record Message(String role, Content content) {}

    /// One content block.
    sealed interface Content {}

    record Text(String text) implements Content {}

    record Embedded(ResourceContent resource) implements Content {}

    record Image(String base64, String mimeType) implements Content {}
}
