package dev.promptlooper.producer.datasets;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// CSV after RFC 4180 with a header row. Empty lines are skipped; every value is text.
final class CsvRows implements RowReader {

    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get();

    @Override
    public void read(Utf8Reader file, Rows rows) throws IOException {
        try (CSVParser parser = CSVParser.builder().setReader(file).setFormat(FORMAT).get()) {
            Iterator<CSVRecord> records = parser.iterator();
            List<String> header = List.of();
            while (true) {
                long line = parser.getCurrentLineNumber() + 1;
                CSVRecord row = next(records, line);
                if (row == null) {
                    return;
                }
                file.startRecord();
                if (row.size() == 1 && row.get(0).isEmpty()) {
                    continue;
                }
                if (header.isEmpty()) {
                    header = header(row, line);
                } else if (row.size() != header.size()) {
                    rows.problem(line, "has " + row.size() + " values where the header has " + header.size()
                            + "; quote values that contain commas");
                } else {
                    rows.row(line, values(header, row));
                }
            }
        }
    }

    private static @Nullable CSVRecord next(Iterator<CSVRecord> records, long line) {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException | IllegalStateException e) {
            throw new BadFile(line, "is not CSV: " + reason(e)
                    + "; a value with quotes is written \"like \"\"this\"\"\"");
        }
    }

    private static String reason(RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("unreadable");
    }

    private static List<String> header(CSVRecord row, long line) {
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String cell : row) {
            String name = cell.strip();
            if (name.isEmpty()) {
                throw new BadFile(line, "the header of column " + (names.size() + 1) + " is empty; name every column");
            }
            if (!seen.add(name)) {
                throw new BadFile(line, "the header names '" + name + "' twice; column names must be unique");
            }
            names.add(name);
        }
        return names;
    }

    private static Map<String, @Nullable Object> values(List<String> header, CSVRecord row) {
        Map<String, @Nullable Object> values = LinkedHashMap.newLinkedHashMap(header.size());
        for (int i = 0; i < header.size(); i++) {
            values.put(header.get(i), row.get(i));
        }
        return values;
    }
}
