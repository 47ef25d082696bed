package dev.promptlooper.producer.datasets;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.dataformat.yaml.YAMLParser;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Builds one value out of a token stream, and remembers the first thing that a case may not have: a duplicate key, a YAML
/// alias (ten lines of aliases can mean a billion values), NaN, too deep nesting. For one value.
final class JsonTree {

    private static final int MAX_DEPTH = 50;

    private final JsonParser parser;
    private @Nullable String trouble;

    JsonTree(JsonParser parser) {
        this.parser = parser;
    }

    /// What is wrong with the value, or null.
    @Nullable
    String trouble() {
        return trouble;
    }

    /// Reads the object that the parser stands at.
    Map<String, @Nullable Object> object() {
        return object(0);
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            boolean alias = isAlias();
            parser.nextToken();
            Object value = value(depth + 1);
            if (map.containsKey(key)) {
                report("has the key '" + key + "' twice");
            }
            if (alias) {
                report("uses a YAML alias as a key; write the text out");
            }
            map.put(key, value);
        }
        return map;
    }

    private @Nullable Object value(int depth) {
        if (depth > MAX_DEPTH) {
            report("is nested deeper than " + MAX_DEPTH + " levels");
            parser.skipChildren();
            return null;
        }
        if (isAlias()) {
            report("uses a YAML alias (*" + parser.getString() + "); write the value out");
            return null;
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(depth);
            case START_ARRAY -> {
                List<@Nullable Object> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(depth + 1));
                }
                yield items;
            }
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> number(parser.getDoubleValue());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> {
                report("has a value that JSON cannot express (" + parser.currentToken() + ")");
                yield null;
            }
        };
    }

    private @Nullable Object number(double value) {
        if (!Double.isFinite(value)) {
            report("has the number " + value + ", which JSON cannot express");
            return null;
        }
        return value;
    }

    private boolean isAlias() {
        return parser instanceof YAMLParser yaml && yaml.isCurrentAlias();
    }

    private void report(String problem) {
        if (trouble == null) {
            trouble = problem;
        }
    }
}
