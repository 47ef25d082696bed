package dev.promptlooper.contracts.prompt;

import dev.promptlooper.contracts.prompt.TemplateNode.Literal;
import dev.promptlooper.contracts.prompt.TemplateNode.Section;
import dev.promptlooper.contracts.prompt.TemplateNode.Unnamed;
import dev.promptlooper.contracts.prompt.TemplateNode.Variable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;

/// Parses one template text into nodes: the part of [Mustache](https://mustache.github.io/mustache.5.html) that is not code.
/// One pass, linear, no recursion into values.
final class TemplateText {

    private static final Pattern NAME = Pattern
            .compile("\\.|-(first|last|index)|[\\p{L}\\p{M}\\p{N}_$@][\\p{L}\\p{M}\\p{N}_$@ .:/-]*");

    private final String text;
    private final Deque<Open> open = new ArrayDeque<>();
    private final StringBuilder literal = new StringBuilder();

    private TemplateText(String text) {
        this.text = text;
        open.push(new Open("", false, new ArrayList<>()));
    }

    /// @throws IllegalArgumentException naming the tag that is wrong, and what to write
    static List<TemplateNode> parse(String text) {
        return new TemplateText(text).parse();
    }

    private List<TemplateNode> parse() {
        int at = 0;
        while (at < text.length()) {
            int start = text.indexOf("{{", at);
            if (start < 0) {
                break;
            }
            literal.append(text, at, start);
            at = tag(start);
        }
        literal.append(text, Math.min(at, text.length()), text.length());
        flush();
        Open last = open.pop();
        if (!open.isEmpty()) {
            throw new IllegalArgumentException(
                    "section {{#" + last.name() + "}} is not closed; add {{/" + last.name() + "}}");
        }
        return List.copyOf(last.nodes());
    }

    /// Reads the tag (or the braces that are none) at `start` and returns where to go on.
    private int tag(int start) {
        if (text.startsWith("{{{", start)) {
            int end = nextBrace(start + 3);
            String name = text.substring(start + 3, end).strip();
            if (text.startsWith("}}}", end) && isName(name)) {
                add(new Variable(name));
                return end + 3;
            }
            literal.append('{');
            return start + 1;
        }
        int end = text.indexOf("}}", start);
        if (end < 0) {
            literal.append(text, start, text.length());
            return text.length();
        }
        int inner = text.indexOf("{{", start + 2);
        if (inner > 0 && inner < end && text.charAt(start + 2) != '!') {
            // The innermost braces are the tag, so that an open brace too many does not swallow a variable.
            literal.append(text, start, inner);
            return inner;
        }
        String content = text.substring(start + 2, end);
        String stripped = content.strip();
        char sigil = stripped.isEmpty() ? ' ' : stripped.charAt(0);
        String name = stripped.isEmpty() ? "" : stripped.substring(1).strip();
        switch (sigil) {
            case '!', '#', '^', '/' -> {
                int next = afterStandalone(start, end + 2);
                switch (sigil) {
                    case '#' -> openSection(name, false);
                    case '^' -> openSection(name, true);
                    case '/' -> closeSection(name);
                    default -> flush(); // a comment
                }
                return next;
            }
            case '>' -> throw new IllegalArgumentException(
                    "partials ({{" + content + "}}) are not supported; write the text out");
            case '=' -> throw new IllegalArgumentException(
                    "the delimiters cannot be changed ({{" + content + "}}); variables are always {{name}}");
            case '&' -> add(isName(name) ? new Variable(name) : new Unnamed(content));
            default -> add(isName(stripped) ? new Variable(stripped) : new Unnamed(content));
        }
        return end + 2;
    }

    private int nextBrace(int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '{' && text.charAt(at) != '}') {
            at++;
        }
        return at;
    }

    private void openSection(String name, boolean inverted) {
        requireName(name);
        flush();
        open.push(new Open(name, inverted, new ArrayList<>()));
    }

    private void closeSection(String name) {
        flush();
        Open section = open.pop();
        if (open.isEmpty() || !section.name().equals(name)) {
            throw new IllegalArgumentException(open.isEmpty()
                    ? "{{/" + name + "}} closes a section that was never opened"
                    : "section {{#" + section.name() + "}} is closed by {{/" + name
                            + "}}; sections are {{#name}}…{{/name}}");
        }
        open.getFirst().nodes().add(new Section(section.name(), section.inverted(), List.copyOf(section.nodes())));
    }

    private static void requireName(String name) {
        if (!isName(name)) {
            throw new IllegalArgumentException("'" + name + "' is no name for a section; write {{#name}}…{{/name}}");
        }
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /// A section tag or a comment alone on its line takes the whole line with it.
    private int afterStandalone(int start, int end) {
        int lineStart = text.lastIndexOf('\n', start - 1) + 1;
        int next = text.indexOf('\n', end);
        int lineEnd = next < 0 ? text.length() : next;
        if (!text.substring(lineStart, start).isBlank() || !text.substring(end, lineEnd).isBlank()) {
            return end;
        }
        literal.setLength(literal.length() - (start - lineStart));
        return next < 0 ? lineEnd : next + 1;
    }

    private void add(TemplateNode node) {
        flush();
        open.getFirst().nodes().add(node);
    }

    private void flush() {
        if (!literal.isEmpty()) {
            open.getFirst().nodes().add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    /// A section whose end has not been met; the outermost one has no name.
    private record Open(String name, boolean inverted, List<TemplateNode> nodes) {}
}
