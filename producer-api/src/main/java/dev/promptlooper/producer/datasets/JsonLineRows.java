package dev.promptlooper.producer.datasets;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;

/// One JSON object per line. Blank lines are skipped.
final class JsonLineRows implements RowReader {

    @Override
    public void read(Utf8Reader file, Rows rows) throws IOException {
        BufferedReader lines = new BufferedReader(file, 64 << 10);
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            file.startRecord();
            if (!line.isBlank()) {
                parse(number, line, rows);
            }
        }
    }

    private static void parse(long number, String line, Rows rows) throws IOException {
        Map<String, @Nullable Object> values;
        try (JsonParser parser = Json.MAPPER.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                rows.problem(number, "is not a JSON object; every line is one, for example {\"question\": \"…\"}");
                return;
            }
            JsonTree tree = new JsonTree(parser);
            values = tree.object();
            if (parser.nextToken() != null) {
                rows.problem(number, "has more than one JSON value; put one object on a line");
                return;
            }
            if (tree.trouble() != null) {
                rows.problem(number, tree.trouble());
                return;
            }
        } catch (JacksonException e) {
            rows.problem(number, "is not JSON: " + SequenceRows.reason(e) + " at column "
                    + (e.getLocation() == null ? "?" : e.getLocation().getColumnNr()));
            return;
        }
        rows.row(number, values);
    }
}
