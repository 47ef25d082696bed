package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// Writes all runs or the whole leaderboard of a sweep, row by row from a database cursor: memory does not grow with the sweep.
/// One statement, so one consistent state.
final class Export {

    /// Forms of the file.
    enum Format {
        CSV("text/csv;charset=UTF-8"), JSONL("application/jsonl"), JSON("application/json");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        String mediaType() {
            return mediaType;
        }
    }

    /// What is exported.
    enum What {
        RUNS, LEADERBOARD
    }

    /// A run with its answer, as a row of a file.
    record RunRow(RunView run, @Nullable String output, boolean outputTruncated) {}

    private interface Sink {
        void row(Object row) throws IOException;

        void end() throws IOException;
    }

    private static final int FETCH_SIZE = 1_000;
    private static final String RUNS = RunQueries.withCandidate("SELECT * FROM results.run WHERE sweep_id = ?")
            .replace(
                    "SELECT q.*,", "SELECT q.*, a.output, a.output_sha256,")
            + " LEFT JOIN results.response a ON a.config_hash = q.config_hash AND q.status = 'DONE'"
            + " ORDER BY q.candidate_index, q.case_index, q.repeat";

    private final Results results;

    Export(Results results) {
        this.results = results;
    }

    /// @param metrics columns of scores in a CSV
    void write(String sweepId, What what, Format format, List<String> metrics, OutputStream out)
            throws SQLException, IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        switch (what) {
            case RUNS -> stream(RUNS, sweepId, (row, number) -> new RunRow(
                    java.util.Objects.requireNonNull(RunView.MAPPER.mapRow(row, number)), row.getString("output"),
                    row.getString("output_sha256") != null), sink(format, writer, what, metrics));
            case LEADERBOARD -> stream(LeaderboardQueries.exportSql(), sweepId, LeaderboardQueries.mapper(),
                    sink(format, writer, what, metrics));
        }
        writer.flush();
    }

    /// Names of the metrics that a sweep's runs have.
    static List<String> metrics(@Nullable SweepDefinition definition) {
        return definition == null ? List.of() : definition.scorers().stream().map(ScorerDefinition::name).toList();
    }

    private void stream(String sql, String sweepId, RowMapper<?> mapper, Sink sink) throws SQLException, IOException {
        try (Connection connection = results.database().getConnection()) {
            connection.setAutoCommit(false); // the driver reads through a cursor only inside of a transaction
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(FETCH_SIZE);
                statement.setString(1, sweepId);
                try (ResultSet row = statement.executeQuery()) {
                    for (int number = 0; row.next(); number++) {
                        sink.row(java.util.Objects.requireNonNull(mapper.mapRow(row, number)));
                    }
                }
                sink.end();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static Sink sink(Format format, Writer writer, What what, List<String> metrics) throws IOException {
        return switch (format) {
            case JSONL -> new JsonSink(writer, "", "\n", "\n");
            case JSON -> new JsonSink(writer, "[\n", ",\n", "\n]\n");
            case CSV -> new CsvSink(writer, what, metrics);
        };
    }

    private static final class JsonSink implements Sink {
        private final Writer writer;
        private final String separator;
        private final String end;
        private boolean first = true;

        JsonSink(Writer writer, String start, String separator, String end) throws IOException {
            this.writer = writer;
            this.separator = separator;
            this.end = end;
            writer.write(start);
        }

        @Override
        public void row(Object row) throws IOException {
            if (!first) {
                writer.write(separator);
            }
            first = false;
            if (row instanceof RunRow run) {
                // The run's own fields, and the answer among them.
                String json = Json.write(run.run());
                writer.write(json, 0, json.length() - 1);
                if (run.output() != null) {
                    writer.write(",\"output\":" + Json.write(run.output())
                            + (run.outputTruncated() ? ",\"outputTruncated\":true" : ""));
                }
                writer.write('}');
            } else {
                writer.write(Json.write(row));
            }
        }

        @Override
        public void end() throws IOException {
            writer.write(first && end.equals("\n") ? "" : end);
        }
    }

    private static final class CsvSink implements Sink {
        private final CSVPrinter printer;
        private final CsvColumns columns;

        CsvSink(Writer writer, What what, List<String> metrics) throws IOException {
            this.printer = new CSVPrinter(writer, CSVFormat.RFC4180);
            this.columns = new CsvColumns(metrics);
            printer.printRecord(FormulaGuard.of(what == What.RUNS ? columns.runHeader() : columns.leaderboardHeader()));
        }

        @Override
        public void row(Object row) throws IOException {
            List<@Nullable Object> cells = switch (row) {
                case RunRow run -> columns.cells(run);
                case CandidateRow candidate -> columns.cells(candidate);
                default -> throw new IllegalArgumentException("no columns for " + row.getClass());
            };
            printer.printRecord(FormulaGuard.of(cells));
        }

        @Override
        public void end() throws IOException {
            printer.flush();
        }
    }
}
