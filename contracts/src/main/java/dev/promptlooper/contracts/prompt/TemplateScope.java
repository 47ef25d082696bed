package dev.promptlooper.contracts.prompt;

import dev.promptlooper.contracts.prompt.TemplateNode.Literal;
import dev.promptlooper.contracts.prompt.TemplateNode.Section;
import dev.promptlooper.contracts.prompt.TemplateNode.Unnamed;
import dev.promptlooper.contracts.prompt.TemplateNode.Variable;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What names mean at one place of a template: the innermost section's value first, then outwards to the case.
///
/// @param value  the value that `{{.}}` prints and whose entries are names
/// @param index  0-based position in the list that the section walks over; 0 elsewhere
/// @param size   length of that list; 1 elsewhere
/// @param parent the surrounding scope, or null for the case itself
record TemplateScope(@Nullable Object value, int index, int size, @Nullable TemplateScope parent) {

    // A key may be there with the value null: that is "nothing", not "missing".
    private enum Nowhere { MISSING }

    static TemplateScope of(Map<String, Object> vars) {
        return new TemplateScope(vars, 0, 1, null);
    }

    /// @throws IllegalArgumentException when a variable is missing
    void render(List<TemplateNode> nodes, StringBuilder out) {
        for (TemplateNode node : nodes) {
            switch (node) {
                case Literal(String text) -> out.append(text);
                case Variable(String name) -> {
                    Object found = find(name);
                    if (isMissing(found)) {
                        throw new IllegalArgumentException("it refers to {{" + name + "}}, which is missing");
                    }
                    ValueText.append(out, found);
                }
                case Unnamed(String content) -> {
                    Object found = exact(content.strip());
                    if (isMissing(found)) {
                        out.append("{{").append(content).append("}}");
                    } else {
                        ValueText.append(out, found);
                    }
                }
                case Section section -> renderSection(section, out);
            }
        }
    }

    private void renderSection(Section section, StringBuilder out) {
        Object found = find(section.name());
        boolean empty = isMissing(found) || found == null || (found instanceof Boolean flag && !flag)
                || found.equals("")
                || (found instanceof List<?> list && list.isEmpty());
        if (section.inverted()) {
            if (empty) {
                render(section.nodes(), out);
            }
        } else if (!empty && found instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                new TemplateScope(list.get(i), i, list.size(), this).render(section.nodes(), out);
            }
        } else if (!empty) {
            new TemplateScope(found, 0, 1, this).render(section.nodes(), out);
        }
    }

    private @Nullable Object find(String name) {
        return switch (name) {
            case "." -> value;
            case "-first" -> index == 0;
            case "-last" -> index == size - 1;
            case "-index" -> index + 1;
            default -> {
                Object found = exact(name);
                yield isMissing(found) && name.indexOf('.') > 0 ? path(name) : found;
            }
        };
    }

    private static boolean isMissing(@Nullable Object found) {
        return found instanceof Nowhere;
    }

    /// The name as a whole, so that a column called `a.b` is found before the entry b of a.
    private @Nullable Object exact(String name) {
        for (TemplateScope scope = this; scope != null; scope = scope.parent) {
            if (scope.value instanceof Map<?, ?> map && map.containsKey(name)) {
                return map.get(name);
            }
        }
        return Nowhere.MISSING;
    }

    private @Nullable Object path(String name) {
        String[] parts = name.split("\\.", -1);
        Object found = exact(parts[0]);
        for (int i = 1; i < parts.length && !isMissing(found); i++) {
            found = entry(found, parts[i]);
        }
        return found;
    }

    private static @Nullable Object entry(@Nullable Object container, String key) {
        if (container instanceof Map<?, ?> map && map.containsKey(key)) {
            return map.get(key);
        }
        if (container instanceof List<?> list && key.matches("[0-9]{1,9}") && Integer.parseInt(key) < list.size()) {
            return list.get(Integer.parseInt(key));
        }
        return Nowhere.MISSING;
    }
}
