package dev.promptlooper.contracts.prompt;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// A compiled prompt. Variables are `{{name}}`, sections `{{#name}}…{{/name}}` and `{{^name}}…{{/name}}`; nothing is escaped,
/// there is no code, no partial, no change of delimiters, and values are never expanded again. Objects and lists render as
/// JSON. Immutable and thread-safe.
public final class PromptTemplate {

    // Objects and lists as JSON; strings as they are.
    private static final Mustache.Formatter FORMATTER = value -> switch (value) {
        case String text -> text;
        case Map<?, ?> map -> Json.write(map);
        case List<?> list -> Json.write(list);
        default -> String.valueOf(value);
    };
    private static final Mustache.Compiler COMPILER = Mustache.compiler()
            .escapeHTML(false)
            .withFormatter(FORMATTER)
            .strictSections(false)
            .emptyStringIsFalse(true)
            .withLoader(name -> {
                throw new MustacheException("partials ({{>" + name + "}}) are not supported; write the text out");
            });

    private final PromptDefinition definition;
    private final List<Object> compiled;
    private final Set<String> variables = new TreeSet<>();
    private final Set<String> required = new TreeSet<>();

    private PromptTemplate(PromptDefinition definition) {
        this.definition = definition;
        List<Object> messages = new ArrayList<>();
        int number = 0;
        for (Map<String, Object> message : definition.messages()) {
            number++;
            try {
                messages.add(compile(message, "role"));
            } catch (MustacheException e) {
                throw new IllegalArgumentException(
                        "prompt '" + definition.name() + "', message " + number + ": " + e.getMessage(), e);
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
        return java.util.Collections.unmodifiableSet(variables);
    }

    /// Names without which [#render] fails for every case: variables outside of sections, sorted. What stands inside a section
    /// may come from the section's own value.
    public Set<String> requiredVariables() {
        return java.util.Collections.unmodifiableSet(required);
    }

    /// The messages with the values of a case filled in.
    ///
    /// @throws IllegalArgumentException when the template needs a variable that the case lacks; names it and what there is
    public List<Object> render(Map<String, Object> vars) {
        try {
            List<Object> messages = new ArrayList<>(compiled.size());
            for (Object message : compiled) {
                messages.add(java.util.Objects.requireNonNull(fill(message, vars)));
            }
            return messages;
        } catch (MustacheException e) {
            throw new IllegalArgumentException(
                    "prompt '" + definition.name() + "' cannot be filled: " + e.getMessage() + "; the case has "
                            + new TreeSet<>(vars.keySet()),
                    e);
        }
    }

    private Object compile(Object node, String literalKey) {
        return switch (node) {
            case String text -> template(text);
            case Map<?, ?> map -> {
                Map<String, Object> result = new LinkedHashMap<>();
                map.forEach((key, value) -> {
                    String name = (String) key;
                    // A role or a part's type is structure, not text.
                    boolean literal = name.equals(literalKey) || name.equals("type") || value == null;
                    if (value != null) {
                        result.put(name, literal ? value : compile(value, literalKey));
                    }
                });
                yield result;
            }
            case List<?> list -> {
                List<Object> result = new ArrayList<>();
                for (Object item : list) {
                    if (item != null) {
                        result.add(compile(item, literalKey));
                    }
                }
                yield result;
            }
            default -> node;
        };
    }

    private Object template(String text) {
        if (!text.contains("{{")) {
            return text;
        }
        Template template = COMPILER.compile(text);
        template.visit(new VariableCollector(variables, true));
        template.visit(new VariableCollector(required, false));
        return template;
    }

    private static @Nullable Object fill(@Nullable Object node, Map<String, Object> vars) {
        return switch (node) {
            case Template template -> template.execute(vars);
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> result = new LinkedHashMap<>();
                map.forEach((key, value) -> result.put((String) key, fill(value, vars)));
                yield result;
            }
            case List<?> list -> {
                List<@Nullable Object> result = new ArrayList<>(list.size());
                for (Object item : list) {
                    result.add(fill(item, vars));
                }
                yield result;
            }
            case null, default -> node;
        };
    }

    private record VariableCollector(Set<String> names, boolean sections) implements Mustache.Visitor {
        @Override
        public void visitText(String text) {
            // literal text has no names
        }

        @Override
        public void visitVariable(String name) {
            add(name);
        }

        @Override
        public boolean visitInclude(String name) {
            return false;
        }

        @Override
        public boolean visitSection(String name) {
            return section(name);
        }

        @Override
        public boolean visitInvertedSection(String name) {
            return section(name);
        }

        private boolean section(String name) {
            if (sections) {
                add(name);
            }
            return sections;
        }

        private void add(String name) {
            if (!name.equals(".") && !name.startsWith("-")) {
                names.add(name.contains(".") ? name.substring(0, name.indexOf('.')) : name);
            }
        }
    }
}
