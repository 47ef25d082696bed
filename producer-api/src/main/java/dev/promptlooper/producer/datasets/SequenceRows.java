package dev.promptlooper.producer.datasets;

import dev.promptlooper.contracts.json.Json;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;

/// A JSON array or a YAML sequence of objects, read token by token.
final class SequenceRows implements RowReader {

    // Without this, SnakeYAML stops after 3 MiB; a record has its own bound in Utf8Reader.
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .loadSettings(LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build())
            .build());

    private final ObjectMapper mapper;
    private final String kind;

    private SequenceRows(ObjectMapper mapper, String kind) {
        this.mapper = mapper;
        this.kind = kind;
    }

    static RowReader json() {
        return new SequenceRows(Json.MAPPER, "a JSON array of objects, [{…}, {…}]");
    }

    static RowReader yaml() {
        return new SequenceRows(YAML, "a YAML sequence of maps, each beginning with '- '");
    }

    @Override
    public void read(Utf8Reader file, Rows rows) throws IOException {
        long line = 1;
        try (JsonParser parser = mapper.createParser(file)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return;
            }
            if (first != JsonToken.START_ARRAY) {
                throw new BadFile(parser.currentTokenLocation().getLineNr(), "the file must be " + kind);
            }
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                line = parser.currentTokenLocation().getLineNr();
                if (token == null) {
                    throw new BadFile(line, "the file ends inside the list; it is probably cut off");
                }
                row(parser, token, line, rows);
                file.startRecord();
            }
            if (parser.nextToken() != null) {
                throw new BadFile(parser.currentTokenLocation().getLineNr(),
                        "there is something after the list; a file is one list");
            }
        } catch (JacksonException e) {
            long at = e.getLocation() == null || e.getLocation().getLineNr() < 1 ? line : e.getLocation().getLineNr();
            throw new BadFile(at, "cannot be read: " + reason(e));
        }
    }

    private static void row(JsonParser parser, JsonToken token, long line, Rows rows) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            rows.problem(line, "is not an object; a case is a map of columns");
            parser.skipChildren();
            return;
        }
        JsonTree tree = new JsonTree(parser);
        var values = tree.object();
        if (tree.trouble() != null) {
            rows.problem(line, tree.trouble());
        } else {
            rows.row(line, values);
        }
    }

    static String reason(JacksonException e) {
        return String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("unreadable");
    }
}
