package dev.promptlooper.contracts.prompt;

import java.util.List;
import java.util.function.BiConsumer;

/// A piece of a parsed template.
sealed interface TemplateNode {

    /// Text that is copied.
    record Literal(String text) implements TemplateNode {}

    /// `{{name}}`, `{{{name}}}`, `{{&name}}`: all the same, since nothing is escaped.
    record Variable(String name) implements TemplateNode {}

    /// Braces around something that is no name (`{{7*7}}`, `{{"a": 1}}`): text, unless the case has a variable of exactly this name
    /// (columns of a CSV file are called what their authors liked).
    record Unnamed(String content) implements TemplateNode {}

    /// `{{#name}}…{{/name}}`, or `{{^name}}…{{/name}}` when inverted.
    record Section(String name, boolean inverted, List<TemplateNode> nodes) implements TemplateNode {}

    /// Calls back for every name that comes from the case.
    ///
    /// @param visitor takes the first part of the name, and whether it is outside of all sections
    static void names(List<TemplateNode> nodes, boolean outside, BiConsumer<String, Boolean> visitor) {
        for (TemplateNode node : nodes) {
            switch (node) {
                case Variable(String name) when !name.equals(".") && !name.startsWith("-") ->
                    visitor.accept(head(name), outside);
                case Section section -> {
                    if (!section.name().equals(".") && !section.name().startsWith("-")) {
                        visitor.accept(head(section.name()), false);
                    }
                    names(section.nodes(), false, visitor);
                }
                case Variable _,Literal _,Unnamed _ -> {
                    // no name of the case's own
                }
            }
        }
    }

    private static String head(String name) {
        int dot = name.indexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }
}
