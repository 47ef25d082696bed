package dev.promptlooper.standalone.bench.search;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The general format: CSV with a header, a row per candidate. Columns come in this order:
///
/// 1. candidate columns: `model`, `prompt`, any number of `param.NAME` (numbers where they look like numbers), and `usd`, the
///    dollars of one call; each may be left out;
/// 2. one column per case, named by the case, with a score or nothing (not recorded).
///
/// Where all case names have the form `group|case` and there are two groups or more, every group is a set `NAME/group` of the family
/// `NAME per group`, and all of them together are `NAME pooled`.
final class ScoreCsv {

    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setIgnoreEmptyLines(true)
            .get();
    private static final String PARAM = "param.";

    private ScoreCsv() {}

    /// @throws IllegalArgumentException naming file, line and value
    static List<RecordedSet> read(String name, Path file) throws IOException {
        try (BufferedReader in = RecordedSets.open(file);
                CSVParser parser = CSVParser.builder().setReader(in).setFormat(FORMAT).get()) {
            List<String> header = parser.getHeaderNames();
            int firstCase = 0;
            while (firstCase < header.size() && isCandidateColumn(header.get(firstCase))) {
                firstCase++;
            }
            List<String> cases = header.subList(firstCase, header.size());
            List<RecordedSet.Row> rows = new ArrayList<>();
            List<float[][]> scores = new ArrayList<>();
            for (CSVRecord line : parser) {
                if (line.size() != header.size()) {
                    throw new IllegalArgumentException(file + " line " + parser.getCurrentLineNumber() + " has "
                            + line.size() + " values where the header has " + header.size());
                }
                rows.add(row(file, parser.getCurrentLineNumber(), header.subList(0, firstCase), line));
                float[][] cells = new float[cases.size()][];
                for (int i = 0; i < cells.length; i++) {
                    cells[i] = new float[]{score(file, parser.getCurrentLineNumber(), line.get(firstCase + i))};
                }
                scores.add(cells);
            }
            if (rows.isEmpty() || cases.isEmpty()) {
                throw new IllegalArgumentException(file + " has " + rows.size() + " candidates and " + cases.size()
                        + " cases; it needs a header of candidate columns (model, prompt, param.NAME, usd) followed by "
                        + "one column per case, and a row per candidate");
            }
            return split(new RecordedSet(name, name, rows, cases, scores.toArray(float[][][]::new)));
        }
    }

    private static List<RecordedSet> split(RecordedSet all) {
        Map<String, List<Integer>> groups = new TreeMap<>();
        for (int i = 0; i < all.cases().size(); i++) {
            String label = all.cases().get(i);
            int bar = label.indexOf('|');
            if (bar < 0) {
                return List.of(all);
            }
            groups.computeIfAbsent(label.substring(0, bar), _ -> new ArrayList<>()).add(i);
        }
        if (groups.size() < 2) {
            return List.of(all);
        }
        List<RecordedSet> sets = new ArrayList<>();
        groups.forEach((group, columns) -> sets.add(all.part(all.name() + "/" + group, all.name() + " per group",
                columns.stream().mapToInt(Integer::intValue).toArray())));
        String pooled = all.name() + " pooled";
        sets.add(new RecordedSet(pooled, pooled, all.candidates(), all.cases(), all.scores()));
        return sets;
    }

    private static boolean isCandidateColumn(String column) {
        return column.equals("model") || column.equals("prompt") || column.equals("usd") || column.startsWith(PARAM);
    }

    private static RecordedSet.Row row(Path file, long lineNumber, List<String> columns, CSVRecord line) {
        String model = "model";
        String prompt = "prompt";
        double usd = 0;
        Map<String, Object> params = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String value = line.get(i);
            switch (columns.get(i)) {
                case "model" -> model = value;
                case "prompt" -> prompt = value;
                case "usd" -> usd = score(file, lineNumber, value);
                default -> params.put(columns.get(i).substring(PARAM.length()), parameter(value));
            }
        }
        if (!(usd >= 0)) {
            throw new IllegalArgumentException(file + " line " + lineNumber + ": usd must be 0 or more, was " + usd);
        }
        return new RecordedSet.Row(model, prompt, params, usd);
    }

    /// A number where it looks like one, else the text.
    static Object parameter(String value) {
        try {
            double number = Double.parseDouble(value);
            return Double.isFinite(number) ? number : value;
        } catch (NumberFormatException e) {
            return value;
        }
    }

    private static float score(Path file, long line, String text) {
        if (text.isBlank()) {
            return Float.NaN;
        }
        try {
            float value = Float.parseFloat(text);
            if (Float.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                file + " line " + line + ": '" + text
                        + "' is not a finite number; leave the cell empty when nothing was recorded");
    }
}
