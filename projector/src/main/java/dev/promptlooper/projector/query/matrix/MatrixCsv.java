package dev.promptlooper.projector.query.matrix;

import dev.promptlooper.projector.query.CandidateBrief;
import dev.promptlooper.projector.query.FormulaGuard;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A whole matrix as CSV, written window by window: memory does not grow with the number of cases.
final class MatrixCsv {

    private static final int ROWS_AT_ONCE = 500;

    private MatrixCsv() {}

    static void write(MatrixQueries queries, String sweepId, MatrixQueries.Request request, OutputStream out)
            throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        CSVPrinter printer = new CSVPrinter(writer, CSVFormat.RFC4180);
        Matrix window = queries.window(sweepId, request.rows(0, ROWS_AT_ONCE));
        printer.printRecord(FormulaGuard.of(header(window)));
        for (long from = 0; !window.rows().isEmpty(); from += ROWS_AT_ONCE) {
            for (Matrix.Row row : window.rows()) {
                printer.printRecord(FormulaGuard.of(cells(row)));
            }
            window = queries.window(sweepId, request.rows(from + ROWS_AT_ONCE, ROWS_AT_ONCE));
        }
        printer.flush();
    }

    private static List<String> header(Matrix window) {
        List<String> header = new ArrayList<>(List.of("caseIndex", "caseId", "spread", "mean", "failed"));
        for (CandidateBrief column : window.columns()) {
            header.add("#" + column.candidateIndex() + " " + column.promptRef() + " " + column.model() + " "
                    + (column.params() == null ? "{}" : column.params().rawValue()));
        }
        return header;
    }

    private static List<@Nullable Object> cells(Matrix.Row row) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(row.caseIndex());
        cells.add(row.caseId());
        cells.add(row.spread());
        cells.add(row.mean());
        cells.add(row.failed());
        row.cells().forEach(cell -> cells.add(cell.mean()));
        return cells;
    }
}
