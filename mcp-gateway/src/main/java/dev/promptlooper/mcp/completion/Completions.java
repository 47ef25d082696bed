package dev.promptlooper.mcp.completion;

import dev.promptlooper.mcp.rest.Caller;

import java.util.List;

/// Proposes values of arguments while they are typed. Thread-safe.
public interface Completions {

    /// What nobody knows anything about: no proposals, no error.
    Proposal NONE = new Proposal(List.of(), 0, false);

    /// @param argument name of the prompt's argument, or of the template's variable
    /// @param value    what has been typed so far
    Proposal complete(Ref ref, String argument, String value, Caller caller);

    /// What the argument belongs to.
    sealed interface Ref {}

    record PromptRef(String name) implements Ref {}

    /// @param uri the template
    record TemplateRef(String uri) implements Ref {}

    /// @param values the best first, at most 20
    /// @param total  how many there are in all
    record Proposal(List<String> values, int total, boolean more) {
        public Proposal {
            values = List.copyOf(values);
        }
    }
}
