package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A sweep file, read and with its parts brought in: prompts from their files are inside, the dataset's file and the file's
/// own endpoints are set apart, and what remains is the body of `POST /api/v1/sweeps`. Paths count from the sweep file's
/// folder. Immutable.
///
/// @param path      the file
/// @param lines     where its parts stand
/// @param tree      the file as it is, with `--set` applied
/// @param request   what an instance is asked; its `dataset` still names no version when there is a dataset file
/// @param dataset   the dataset's own file, or null when the catalogue has the dataset
/// @param endpoints endpoints that the file brings
record SweepFile(Path path, YamlLines lines, ObjectNode tree, ObjectNode request, @Nullable DatasetFile dataset,
        List<Endpoint> endpoints) {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final long LARGEST = 16L << 20;

    /// @param file     the cases
    /// @param name     name for the catalogue
    /// @param expected column with the reference answer, or null
    /// @param id       column with the case's id, or null
    record DatasetFile(Path file, String name, @Nullable String expected, @Nullable String id) {}

    /// @param sets dotted place → YAML value, replacing what the file says
    /// @throws CliFailure naming file, line and what is wrong
    static SweepFile load(Path path, Map<String, String> sets) {
        String text = read(path);
        JsonNode root = yaml(path, text);
        if (!(root instanceof ObjectNode tree)) {
            throw new CliFailure(
                    path + " is no sweep file; it must be a map with name, prompts, models, dataset and scorers");
        }
        sets.forEach((place, value) -> set(tree, place, value));
        YamlLines lines = YamlLines.of(text);
        ObjectNode request = tree.deepCopy();
        List<Endpoint> endpoints = endpoints(path, lines, request.remove("endpoints"));
        inlinePrompts(path, lines, request);
        DatasetFile dataset = datasetFile(path, lines, request);
        return new SweepFile(path, lines, tree, request, dataset, endpoints);
    }

    /// `FILE:LINE: ` of a place (JSON pointer), for messages.
    String at(String pointer) {
        return at(path, lines, pointer);
    }

    /// The request with the dataset version that the instance has given to the file.
    ObjectNode requestWith(String datasetName, int version) {
        ObjectNode complete = request.deepCopy();
        ObjectNode reference = complete.path("dataset") instanceof ObjectNode object
                ? object
                : complete.putObject("dataset");
        reference.put("name", datasetName).put("version", version);
        return complete;
    }

    private static String at(Path path, YamlLines lines, String pointer) {
        Integer line = lines.line(pointer);
        return path + (line == null ? "" : ":" + line) + ": ";
    }

    private static String read(Path path) {
        try {
            if (Files.size(path) > LARGEST) {
                throw new CliFailure(
                        path + " is larger than 16 MiB; put cases into a file of their own (dataset: {file: …})");
            }
            return Files.readString(path);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new CliFailure(path + " is not UTF-8 text; save it as UTF-8", e);
        } catch (IOException e) {
            throw new CliFailure("cannot read " + path + "; check that it exists and may be read", e);
        }
    }

    private static JsonNode yaml(Path path, String text) {
        try {
            return YAML.readTree(text);
        } catch (JacksonException e) {
            TokenStreamLocation where = e.getLocation();
            throw new CliFailure(
                    path + (where == null || where.getLineNr() < 1 ? "" : ":" + where.getLineNr()) + ": not YAML: "
                            + String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("unreadable"),
                    e);
        }
    }

    private static void set(ObjectNode tree, String place, String value) {
        String[] steps = place.split("\\.");
        ObjectNode at = tree;
        for (int i = 0; i < steps.length - 1; i++) {
            at = at.get(steps[i]) instanceof ObjectNode child ? child : at.putObject(steps[i]);
        }
        try {
            at.set(steps[steps.length - 1], YAML.readTree(value));
        } catch (JacksonException e) {
            throw new CliFailure("--set " + place + "=" + value + ": the value is not YAML; quote it", e);
        }
    }

    private static List<Endpoint> endpoints(Path path, YamlLines lines, @Nullable JsonNode list) {
        List<Endpoint> endpoints = new ArrayList<>();
        int index = 0;
        for (JsonNode item : list == null ? Json.MAPPER.createArrayNode() : list) {
            try {
                endpoints.add(Json.MAPPER.treeToValue(item, Endpoint.class));
            } catch (JacksonException | IllegalArgumentException e) {
                String message = e instanceof JacksonException json ? Json.problem(json) : e.getMessage();
                throw new CliFailure(at(path, lines, "/endpoints/" + index) + "endpoints[" + index + "]: " + message,
                        e);
            }
            index++;
        }
        return endpoints;
    }

    // {name, file} → {name, messages}
    private static void inlinePrompts(Path path, YamlLines lines, ObjectNode request) {
        int index = 0;
        for (JsonNode item : request.path("prompts")) {
            if (item instanceof ObjectNode prompt && prompt.has("file")) {
                String where = at(path, lines, "/prompts/" + index) + "prompts[" + index + "]";
                if (prompt.has("messages")) {
                    throw new CliFailure(where + " has both file and messages; keep one");
                }
                Path file = resolve(path, prompt.remove("file").asString(""));
                prompt.set("messages", messages(file, where));
                if (!prompt.has("name")) {
                    prompt.put("name", stem(file));
                }
            }
            index++;
        }
    }

    /// YAML or JSON: a list of messages, or a map with `messages`. Any other text is one user message.
    private static ArrayNode messages(Path file, String where) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new CliFailure(where + ": cannot read the prompt file " + file + "; check the path", e);
        }
        String name = file.getFileName().toString();
        if (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json")) {
            JsonNode content = yaml(file, text);
            JsonNode messages = content.isArray() ? content : content.path("messages");
            if (messages instanceof ArrayNode array && !array.isEmpty()) {
                return array;
            }
            throw new CliFailure(file + " has no messages; write a list of {role, content}, or a map with messages");
        }
        ArrayNode messages = Json.MAPPER.createArrayNode();
        messages.addObject().put("role", "user").put("content", text.stripTrailing());
        return messages;
    }

    private static @Nullable DatasetFile datasetFile(Path path, YamlLines lines, ObjectNode request) {
        if (!(request.path("dataset") instanceof ObjectNode dataset) || !dataset.has("file")) {
            return null;
        }
        Path file = resolve(path, dataset.remove("file").asString(""));
        String where = at(path, lines, "/dataset/file");
        if (!Files.isRegularFile(file)) {
            throw new CliFailure(
                    where + "dataset.file: there is no file " + file + "; paths count from the sweep file's folder");
        }
        JsonNode name = dataset.path("name");
        return new DatasetFile(file, name.isString() ? name.asString() : stem(file), text(dataset.remove("expected")),
                text(dataset.remove("id")));
    }

    private static Path resolve(Path sweepFile, String name) {
        return sweepFile.toAbsolutePath().resolveSibling(name).normalize();
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : node.asString();
    }

    /// File name without its endings, of the characters that names may have.
    private static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.indexOf('.', 1);
        String stem = (dot > 0 ? name.substring(0, dot) : name).replaceAll("[^\\p{L}\\p{N} ._-]", "-");
        return stem.matches("[\\p{L}\\p{N}].*") ? stem : "data" + stem;
    }
}
