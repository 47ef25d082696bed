package dev.promptlooper.producer.datasets;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Map;

/// Reads the rows of one format. What is wrong with one row goes to [Rows#problem] and reading goes on; what makes the rest
/// unreadable is thrown as [BadFile].
interface RowReader {

    void read(Utf8Reader file, Rows rows) throws IOException;

    /// Takes what was read.
    interface Rows {

        /// @param line   1-based line on which the row begins
        /// @param values column → JSON value, in file order
        void row(long line, Map<String, @Nullable Object> values) throws IOException;

        /// @param line    1-based line
        /// @param message what is wrong and what to do
        void problem(long line, String message);
    }

    static RowReader of(DatasetFormat format) {
        return switch (format) {
            case CSV -> new CsvRows();
            case JSONL -> new JsonLineRows();
            case JSON -> SequenceRows.json();
            case YAML -> SequenceRows.yaml();
        };
    }
}
