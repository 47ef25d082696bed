package dev.promptlooper.mcp.resource;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// A resource, or a family of them, that shows what a tool answers. Variables are arguments of the tool.
///
/// @param template below the scheme, with `{variable}`s
/// @param tool     that answers
/// @param more     further arguments
/// @param isLive   clients may ask to be told when it changes
/// @param isFixed  never changes
record Shown(String template, String name, String title, String description, String tool, Map<String, Object> more,
        boolean isLive, boolean isFixed) {

    /// @param arguments for the tool
    record Match(Shown shown, ObjectNode arguments) {}

    boolean isTemplate() {
        return template.indexOf('{') >= 0;
    }

    /// @return null when the URI is of another form
    @Nullable
    Match match(String uri) {
        if (!uri.startsWith(PromptLooperResources.SCHEME)) {
            return null;
        }
        String[] wanted = template.split("/", -1);
        String[] given = uri.substring(PromptLooperResources.SCHEME.length()).split("/", -1);
        if (wanted.length != given.length) {
            return null;
        }
        ObjectNode arguments = Json.MAPPER.valueToTree(more);
        for (int i = 0; i < wanted.length; i++) {
            if (!wanted[i].startsWith("{")) {
                if (!wanted[i].equals(given[i])) {
                    return null;
                }
                continue;
            }
            String value = decoded(given[i]);
            String variable = wanted[i].substring(1, wanted[i].length() - 1);
            if (value == null || value.isEmpty()) {
                return null;
            }
            if (variable.equals("version")) {
                if (!value.matches("[1-9][0-9]{0,8}")) {
                    return null;
                }
                arguments.put(variable, Integer.parseInt(value));
            } else {
                arguments.put(variable, value);
            }
        }
        return new Match(this, arguments);
    }

    private static @Nullable String decoded(String segment) {
        try {
            // A plus is a plus in a path.
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
