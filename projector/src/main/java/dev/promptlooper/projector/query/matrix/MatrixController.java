package dev.promptlooper.projector.query.matrix;

import dev.promptlooper.projector.query.JsonReply;
import dev.promptlooper.projector.query.Order;
import dev.promptlooper.projector.query.Params;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/// Matrices.
@RestController
final class MatrixController {

    private enum Format {
        JSON, CSV
    }

    private static final int MAX_COLUMNS = 200;
    private static final int COLUMNS = 50;
    private static final Set<String> KNOWN = Set.of("metric", "candidates", "columnOffset", "columnLimit", "only",
            "case", "sort", "limit", "offset", "format");

    private final MatrixQueries matrices;

    MatrixController(MatrixQueries matrices) {
        this.matrices = matrices;
    }

    @GetMapping("/api/v1/sweeps/{sweepId}/matrix")
    @Nullable
    ResponseEntity<byte[]> matrix(@PathVariable String sweepId, @RequestParam Map<String, String> query,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known,
            HttpServletResponse response) throws IOException {
        Params params = new Params(query, KNOWN);
        Order<MatrixQueries.Sort> order = Order.of(params, MatrixQueries.Sort.class, MatrixQueries.Sort.CASE, false);
        Long columnOffset = params.atLeast("columnOffset", 0);
        Long offset = params.offset();
        MatrixQueries.Request request = new MatrixQueries.Request(params.text("metric"),
                params.numbers("candidates", MAX_COLUMNS), columnOffset == null ? 0 : columnOffset,
                params.between("columnLimit", 1, MAX_COLUMNS, COLUMNS), params.choice("only", MatrixQueries.Only.class),
                params.text("case"), order.sort(), order.descending(), offset == null ? 0 : offset, params.limit());
        if (params.choice("format", Format.class) != Format.CSV) {
            return JsonReply.of(matrices.window(sweepId, request), known);
        }
        // What is wrong with the request must be said before the file begins.
        matrices.window(sweepId, request.rows(0, 1));
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION,
                "attachment; filename=\"" + sweepId.replaceAll("[^A-Za-z0-9._-]", "_") + "-matrix.csv\"");
        response.setHeader("X-Content-Type-Options", "nosniff");
        MatrixCsv.write(matrices, sweepId, request, response.getOutputStream());
        return null;
    }
}
