package dev.promptlooper.standalone.cli;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.stream.Collectors;
import java.io.PrintWriter;
import java.util.Locale;

/// A JSON document as an indented list of `name  value` lines, for documents whose fields grow over time. Stateless.
final class Outline {

    private static final int NAME_WIDTH = 22;

    private Outline() {}

    static void print(JsonNode document, PrintWriter out) {
        print(document, "", out);
    }

    private static void print(JsonNode node, String indent, PrintWriter out) {
        node.properties().forEach(entry -> entry(entry.getKey(), entry.getValue(), indent, out));
    }

    private static void entry(String key, JsonNode value, String indent, PrintWriter out) {
        String name = words(key);
        if (value.isNull() || (value.isContainer() && value.isEmpty())) {
            return;
        }
        if (value.isObject()) {
            out.println(indent + name);
            print(value, indent + "  ", out);
        } else if (value.isArray()) {
            out.println(indent + name);
            value.forEach(item -> {
                if (item.isObject() && item.valueStream().noneMatch(JsonNode::isContainer)) {
                    out.println(indent + "  - " + item.propertyStream()
                            .map(field -> words(field.getKey()) + " " + text(field.getKey(), field.getValue()))
                            .collect(Collectors.joining(", ")));
                } else if (item.isObject()) {
                    out.println(indent + "  -");
                    print(item, indent + "    ", out);
                } else {
                    out.println(indent + "  - " + text("", item));
                }
            });
        } else {
            String padded = name + " ".repeat(Math.max(1, NAME_WIDTH - indent.length() - name.length()));
            out.println(indent + padded + text(key, value));
        }
    }

    private static String text(String key, JsonNode value) {
        if (value.isIntegralNumber() && (key.equals("at") || key.endsWith("At"))) {
            return Instant.ofEpochMilli(value.asLong()).toString();
        }
        if (value.isIntegralNumber()) {
            return Figures.count(value.asLong());
        }
        return value.isNumber() ? Figures.score(value.asDouble()) : value.asString(value.toString());
    }

    // cacheHits → cache hits
    private static String words(String key) {
        return key.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    }
}
