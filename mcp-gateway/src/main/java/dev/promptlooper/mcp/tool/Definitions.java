package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.contracts.json.Json;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Reads what is fixed about a tool from a file of this repository, `NAME.json` beside this class: title, description, hints,
/// scope, REST operation, schemas. Nothing in it is ever made from data, and the keys stay in the order of the file.
final class Definitions {

    private Definitions() {}

    /// @throws IllegalStateException when there is no such file, or something is missing in it
    static Tool tool(String name, ToolHandler handler) {
        JsonNode file = file(name);
        JsonNode hints = file.path("hints");
        return new Tool(name, text(name, file, "title"), text(name, file, "description"), schema(name, file, "input"),
                schema(name, file, "output"),
                new Hints(flag(name, hints, "readOnly"), flag(name, hints, "destructive"),
                        flag(name, hints, "idempotent"), flag(name, hints, "openWorld")),
                Scope.of(text(name, file, "scope")), text(name, file, "rest"), handler);
    }

    private static JsonNode file(String name) {
        try (InputStream in = Definitions.class.getResourceAsStream(name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("there is no " + name + ".json beside " + Definitions.class.getName());
            }
            return Json.MAPPER.readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the definition of the tool " + name, e);
        }
    }

    private static String text(String name, JsonNode file, String key) {
        return file.path(key).asStringOpt().orElseThrow(() -> missing(name, key));
    }

    private static boolean flag(String name, JsonNode hints, String key) {
        return hints.path(key).asBooleanOpt().orElseThrow(() -> missing(name, "hints." + key));
    }

    private static String schema(String name, JsonNode file, String key) {
        if (!file.path(key).isObject()) {
            throw missing(name, key);
        }
        return Json.write(file.path(key));
    }

    private static IllegalStateException missing(String name, String key) {
        return new IllegalStateException(name + ".json lacks '" + key + "'");
    }
}
