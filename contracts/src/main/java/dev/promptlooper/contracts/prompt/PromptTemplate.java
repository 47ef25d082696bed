package dev.promptlooper.contracts.prompt;

import dev.promptlooper.contracts.sweep.PromptDefinition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A compiled prompt. Variables are `{{name}}`, also `{{a.b}}` and `{{list.0}}`; sections are `{{#name}}…{{/name}}` and
/// `{{^name}}…{{/name}}`, walk over lists (`{{.}}`, `{{-first}}`, `{{-last}}`, `{{-index}}`) and enter objects; `{{! }}` is a
/// comment. That is all: nothing is escaped, there is no code, no partial, no change of delimiters, and values are never
/// expanded again. Braces around what is no name (`{{7*7}}`, `{{"a": 1}}`) are text.
///
/// Strings go in as they are, null as nothing, numbers by value (1.0 as 1), objects and lists as JSON. Immutable and thread-safe.
public final class PromptTemplate {

    private final PromptDefinition definition;
    private final List<Map<String, Object>> compiled;
    private final Set<String> variables = new TreeSet<>();
    private final Set<String> required = new TreeSet<>();

    private PromptTemplate(PromptDefinition definition) {
        this.definition = definition;
        List<Map<String, Object>> messages = new ArrayList<>();
        for (Map<String, Object> message : definition.messages()) {
            try {
                messages.add(compileMap(message));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "prompt '" + definition.name() + "', message " + (messages.size() + 1) + ": " + e.getMessage(),
                        e);
            }
        }
        this.compiled = messages;
    }

    /// @throws IllegalArgumentException naming prompt, message and the template error
    public static PromptTemplate compile(PromptDefinition definition) {
        return new PromptTemplate(definition);
    }

    /// Names that the template refers to outside and inside of sections, sorted.
    public Set<String> variables() {
        return Collections.unmodifiableSet(variables);
    }

    /// Names that every case must have: those outside of sections. Sorted.
    public Set<String> requiredVariables() {
        return Collections.unmodifiableSet(required);
    }

    /// The messages with the values of a case filled in.
    ///
    /// @throws IllegalArgumentException when the template needs a variable that the case lacks; names it and what there is
    public List<Object> render(Map<String, Object> vars) {
        TemplateScope scope = TemplateScope.of(vars);
        try {
            List<Object> messages = new ArrayList<>(compiled.size());
            for (Map<String, Object> message : compiled) {
                messages.add(fillMap(message, scope));
            }
            return messages;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "prompt '" + definition.name() + "' cannot be filled: " + e.getMessage() + "; the case has "
                            + new TreeSet<>(vars.keySet()),
                    e);
        }
    }

    private Map<String, Object> compileMap(Map<?, ?> map) {
        Map<String, Object> result = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = (String) key;
            // A role or a part's type is structure, not text.
            result.put(name, name.equals("role") || name.equals("type") ? value : compile(value));
        });
        return result;
    }

    // Null is sent as null: an assistant message with tool calls has "content": null.
    private @Nullable Object compile(@Nullable Object node) {
        return switch (node) {
            case String text when text.contains("{{") -> {
                List<TemplateNode> nodes = TemplateText.parse(text);
                TemplateNode.names(nodes, true, (name, outside) -> {
                    variables.add(name);
                    if (outside) {
                        required.add(name);
                    }
                });
                yield new Text(nodes);
            }
            case Map<?, ?> map -> compileMap(map);
            case List<?> list -> {
                List<Object> result = new ArrayList<>();
                for (Object item : list) {
                    result.add(compile(item));
                }
                yield result;
            }
            case null, default -> node;
        };
    }

    private static Map<String, Object> fillMap(Map<?, ?> map, TemplateScope scope) {
        Map<String, Object> result = new LinkedHashMap<>();
        map.forEach((key, value) -> result.put((String) key, fill(value, scope)));
        return result;
    }

    private static @Nullable Object fill(@Nullable Object node, TemplateScope scope) {
        return switch (node) {
            case Text(List<TemplateNode> nodes) -> {
                StringBuilder out = new StringBuilder();
                scope.render(nodes, out);
                yield out.toString();
            }
            case Map<?, ?> map -> fillMap(map, scope);
            case List<?> list -> {
                List<Object> result = new ArrayList<>(list.size());
                for (Object item : list) {
                    result.add(fill(item, scope));
                }
                yield result;
            }
            case null, default -> node;
        };
    }

    /// A string with tags, parsed.
    private record Text(List<TemplateNode> nodes) {}
}
