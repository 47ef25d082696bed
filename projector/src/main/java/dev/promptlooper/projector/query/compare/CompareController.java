package dev.promptlooper.projector.query.compare;

import dev.promptlooper.projector.query.JsonReply;
import dev.promptlooper.projector.query.MetricSql;
import dev.promptlooper.projector.query.Order;
import dev.promptlooper.projector.query.Params;
import dev.promptlooper.projector.query.Problem;
import dev.promptlooper.projector.query.Results;
import dev.promptlooper.projector.query.RunQueries;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Comparisons.
@RestController
final class CompareController {

    private static final List<String> KEYS = List.of("a", "b", "c", "d");

    private final Results results;
    private final RunQueries runs;
    private final Pairs pairs;
    private final CaseList cases;

    CompareController(Results results, RunQueries runs) {
        this.results = results;
        this.runs = runs;
        this.pairs = new Pairs(results);
        this.cases = new CaseList(results);
    }

    /// @param candidates in the order of their keys
    record Outputs(String caseId, List<OfCandidate> candidates) {}

    record OfCandidate(String key, List<RunQueries.Output> runs) {}

    @GetMapping("/api/v1/compare")
    ResponseEntity<byte[]> compare(@RequestParam Map<String, String> query,
            @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
        Params params = params(query, "base", "metric");
        List<Side> sides = sides(params);
        Side base = base(params, sides);
        String metric = metric(params, base);
        boolean maximize = MetricSql.isMaximized(base.shape().known(), metric);
        List<String> notes = new ArrayList<>();
        boolean comparable = matched(sides, base, notes);
        List<Comparison.Metric> metrics = new ArrayList<>();
        if (comparable) {
            notes.addAll(Comparison.scorerNotes(sides, base, metric));
            List<Side> others = sides.stream().filter(side -> !side.equals(base)).toList();
            for (String name : Comparison.common(sides, metric)) {
                boolean larger = MetricSql.isMaximized(base.shape().known(), name);
                metrics.add(new Comparison.Metric(name, larger, PairedView.of(others.stream().map(Side::key).toList(),
                        others.stream().map(side -> pairs.compare(base, side, name, larger)).toList())));
            }
        }
        return JsonReply
                .of(new Comparison(metric, maximize, base.key(), sides.stream().map(Comparison.Member::of).toList(),
                        comparable, Comparison.differences(sides), metrics, notes), known);
    }

    @GetMapping("/api/v1/compare/cases")
    ResponseEntity<byte[]> cases(@RequestParam Map<String, String> query) {
        Params params = params(query, "base", "metric", "sort", "only", "limit", "offset");
        List<Side> sides = sides(params);
        Side base = base(params, sides);
        List<String> notes = new ArrayList<>();
        if (!matched(sides, base, notes)) {
            throw Problem.badParameter("b", params.text("b"), notes.getFirst());
        }
        String metric = metric(params, base);
        Order<CaseList.Sort> order = Order.of(params, CaseList.Sort.class, CaseList.Sort.ABS, true);
        List<Side> ordered = new ArrayList<>(sides);
        ordered.remove(base);
        ordered.addFirst(base);
        Long offset = params.offset();
        return JsonReply
                .of(cases.page(ordered, metric, MetricSql.isMaximized(base.shape().known(), metric), order.sort(),
                        order.descending(), params.choice("only", CaseList.Only.class), params.limit(),
                        offset == null ? 0 : offset));
    }

    @GetMapping("/api/v1/compare/outputs")
    ResponseEntity<byte[]> outputs(@RequestParam Map<String, String> query) {
        Params params = params(query, "case");
        String caseId = params.text("case");
        if (caseId == null) {
            throw Problem.badParameter("case", null, "name the case, for example one of /api/v1/compare/cases");
        }
        return JsonReply.of(new Outputs(caseId, sides(params).stream()
                .map(side -> new OfCandidate(side.key(),
                        runs.outputs(side.shape().sweepId(), side.brief().candidateIndex(), caseId)))
                .toList()));
    }

    private static Params params(Map<String, String> query, String... own) {
        Set<String> known = new HashSet<>(KEYS);
        known.addAll(List.of(own));
        return new Params(query, known);
    }

    private List<Side> sides(Params params) {
        List<Side> sides = new ArrayList<>();
        for (String key : KEYS) {
            String reference = params.text(key);
            if (reference != null) {
                sides.add(Side.read(results, key, reference));
            } else if (sides.size() < 2) {
                throw Problem.badParameter(key, null, "name two to four candidates: a, b and perhaps c and d");
            }
        }
        return sides;
    }

    private static Side base(Params params, List<Side> sides) {
        String key = params.text("base");
        return sides.stream()
                .filter(side -> side.key().equals(key == null ? "a" : key))
                .findFirst()
                .orElseThrow(() -> Problem.badParameter("base", key, "give the key of a candidate of this comparison"));
    }

    private static String metric(Params params, Side base) {
        String metric = params.text("metric");
        return metric == null ? base.shape().known().objective().metric() : metric;
    }

    private static boolean matched(List<Side> sides, Side base, List<String> notes) {
        for (Side side : sides) {
            if (!side.hasTheCasesOf(base)) {
                notes.add("the cases of sweep '" + side.shape().name() + "' (dataset "
                        + side.shape().known().dataset().name() + "@" + side.shape().known().dataset().version()
                        + ") are not those of '" + base.shape().name() + "' (" + base.shape().known().dataset().name()
                        + "@"
                        + base.shape().known().dataset().version() + "); nothing can be paired");
                return false;
            }
        }
        return true;
    }
}
