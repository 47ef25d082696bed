package dev.promptlooper.projector.query.board;

import dev.promptlooper.projector.query.CandidateRow;
import dev.promptlooper.projector.query.Keyset;
import dev.promptlooper.projector.query.Problem;
import dev.promptlooper.projector.query.Results;
import dev.promptlooper.projector.query.Results.Where;
import dev.promptlooper.projector.query.SweepShape;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Windows of a ranking. The narrow rows of all candidates decide which ones are shown; the whole records are read for those only.
final class BoardQueries {

    /// What is only computed when it is asked for.
    enum Include {
        RANK_INTERVAL, SPARK
    }

    /// @param metric   name for [BoardSort#METRIC]
    /// @param offset   rows to skip; not together with `after`
    /// @param after    cursor
    /// @param baseline candidate to compare with
    record Request(BoardFilter filter, BoardSort sort, boolean descending, @Nullable String metric, int limit,
            @Nullable Long offset, @Nullable String after, @Nullable Long baseline, Set<Include> include) {

        Request {
            if (offset != null && after != null) {
                throw Problem.badParameter("offset", String.valueOf(offset), "does not go together with 'after'");
            }
            if (sort == BoardSort.METRIC && metric == null) {
                throw Problem.badParameter("metric", null,
                        "name the metric to sort by, for example a scorer of the sweep");
            }
            include = include.isEmpty() ? EnumSet.noneOf(Include.class) : EnumSet.copyOf(include);
        }
    }

    /// A row of the window before its record is read.
    private record Hit(long candidate, @Nullable Object sortValue, @Nullable Long rank) {}

    static final String BY_RANK = "feasible DESC, sort_key DESC NULLS LAST, candidate_index";
    private static final String BY_RANK_REVERSED = "feasible, sort_key NULLS FIRST, candidate_index DESC";

    private final Results results;
    private final Standings standings;

    BoardQueries(Results results) {
        this.results = results;
        this.standings = new Standings(results);
    }

    BoardPage page(String sweepId, Request request) {
        SweepShape shape = SweepShape.read(results, sweepId);
        String expression = shape.definition() == null ? null : shape.sql("metric", shape.metric());
        if (request.baseline() != null && expression == null) {
            shape.known();
        }
        Keyset order = order(request);
        Standings.Standing standing = standings.of(shape);
        List<Hit> hits = request.sort() == BoardSort.RANK && request.filter().isEmpty() && request.after() == null
                ? ranked(shape, request)
                : sorted(shape, request, order, standing);
        boolean more = hits.size() > request.limit();
        List<Hit> shown = more ? hits.subList(0, request.limit()) : hits;
        List<CandidateRow> rows = records(sweepId, shown);
        List<Long> indexes = shown.stream().map(Hit::candidate).toList();
        RankIntervals.Answer ranks = request.include().contains(Include.RANK_INTERVAL)
                ? RankIntervals.of(results, shape, expression, rows)
                : null;
        BoardRow.Extras extras = new BoardRow.Extras(ranks == null ? Map.of() : ranks.places(),
                request.baseline() == null || expression == null
                        ? Map.of()
                        : Delta.read(results, sweepId, expression, shape.isMaximize(), request.baseline(), indexes),
                expression == null || !request.include().contains(Include.SPARK)
                        ? Map.of()
                        : Sparks.read(results, sweepId, expression, indexes));
        return new BoardPage(rows.stream().map(row -> BoardRow.of(shape, row, extras)).toList(),
                more ? cursor(order, request, shown.getLast()) : null,
                request.filter().isEmpty() ? standing.candidates().length : total(shape, request.filter()),
                shape.candidates(),
                shape.metric(), shape.isMaximize(), shape.planned(), shape.varying(), standing.scale(),
                request.baseline(), ranks == null ? null : ranks.method(), shape.asOf());
    }

    /// One candidate with its rank.
    ///
    /// @throws Problem 404
    BoardRow candidate(SweepShape shape, long candidate) {
        long rank = results
                .first("""
                        SELECT (SELECT count(*) FROM results.candidate o WHERE o.sweep_id = c.sweep_id AND (o.feasible AND NOT c.feasible
                            OR o.feasible = c.feasible AND (o.sort_key > c.sort_key OR o.sort_key IS NOT NULL AND c.sort_key IS NULL
                                OR o.sort_key IS NOT DISTINCT FROM c.sort_key AND o.candidate_index < c.candidate_index))) + 1
                        FROM results.candidate c WHERE c.sweep_id = ? AND c.candidate_index = ?""",
                        List.of(shape.sweepId(), candidate), (row, number) -> row.getLong(1))
                .orElseThrow(() -> Problem.notFound("candidate", shape.sweepId() + "/" + candidate));
        return BoardRow.of(shape, records(shape.sweepId(), List.of(new Hit(candidate, null, rank))).getFirst(),
                BoardRow.Extras.NONE);
    }

    private static Keyset order(Request request) {
        String name = (request.descending() ? "-" : "") + request.sort()
                + (request.sort() == BoardSort.METRIC ? ":" + request.metric() : "");
        return request.sort() == BoardSort.RANK
                ? new Keyset(name, null, request.descending(), List.of("rank:bigint"))
                : new Keyset(name, request.sort().type(), request.descending(), List.of("candidate_index:bigint"));
    }

    private static String cursor(Keyset order, Request request, Hit last) {
        return request.sort() == BoardSort.RANK
                ? order.cursor(Objects.requireNonNull(last.rank()))
                : order.cursor(last.sortValue(), last.candidate());
    }

    /// The plain ranking: its index is in this order, and the place is the rank.
    private List<Hit> ranked(SweepShape shape, Request request) {
        long offset = request.offset() == null ? 0 : request.offset();
        String sql = "SELECT candidate_index FROM results.candidate WHERE sweep_id = ? ORDER BY "
                + (request.descending() ? BY_RANK_REVERSED : BY_RANK) + " LIMIT ? OFFSET ?";
        return results.list(sql, List.of(shape.sweepId(), request.limit() + 1, offset),
                (row, number) -> new Hit(row.getLong(1), null,
                        request.descending() ? shape.candidates() - offset - number : offset + number + 1));
    }

    private List<Hit> sorted(SweepShape shape, Request request, Keyset order, Standings.Standing standing) {
        List<@Nullable Object> parameters = new ArrayList<>();
        boolean byRank = request.sort() == BoardSort.RANK;
        if (byRank) {
            parameters.add(shape.sweepId());
        }
        if (request.sort() == BoardSort.METRIC) {
            parameters.add(request.metric());
        }
        parameters.add(shape.sweepId());
        Where where = request.filter().where(shape);
        parameters.addAll(where.parameters());
        String after = order.after(request.after(), parameters);
        parameters.add(request.limit() + 1);
        parameters.add(request.offset() == null ? 0L : request.offset());
        // Only a page in the order of rank needs the rank of every candidate before it is cut.
        String source = "SELECT c.*"
                + (byRank ? ", k.rank, NULL" : ", " + request.sort().expression(shape.isMaximize()))
                + " AS sort_value" + (request.filter().needsMarks()
                        ? ", coalesce(m.pruned, false) AS pruned, coalesce(m.pinned, false) AS pinned"
                        : "")
                + " FROM results.candidate c" + (byRank ? " JOIN ranked k USING (candidate_index)" : "")
                + (request.filter().needsMarks()
                        ? " LEFT JOIN results.candidate_mark m USING (sweep_id, candidate_index)"
                        : "")
                + " WHERE c.sweep_id = ?";
        String sql = (byRank
                ? "WITH ranked AS (SELECT candidate_index, row_number() OVER (ORDER BY " + BY_RANK
                        + ") AS rank FROM results.candidate WHERE sweep_id = ?) "
                : "") + "SELECT candidate_index, sort_value" + (byRank ? ", rank" : "") + " FROM (" + source
                + ") v WHERE " + where.sql() + " AND " + after + " ORDER BY " + order.orderBy() + " LIMIT ? OFFSET ?";
        return results.list(sql, parameters,
                (row, number) -> new Hit(row.getLong("candidate_index"), row.getObject("sort_value"),
                        byRank ? (Long) row.getLong("rank") : standing.rank(row.getLong("candidate_index"))));
    }

    /// The whole records of a window, in its order.
    private List<CandidateRow> records(String sweepId, List<Hit> hits) {
        Map<Long, @Nullable Long> ranks = new HashMap<>();
        hits.forEach(hit -> ranks.put(hit.candidate(), hit.rank()));
        Map<Long, CandidateRow> rows = new HashMap<>();
        results.list(
                """
                        SELECT s.candidate_index, s.stats, coalesce(m.pruned, false) AS pruned, coalesce(m.pinned, false) AS pinned
                        FROM results.candidate_stats s LEFT JOIN results.candidate_mark m USING (sweep_id, candidate_index)
                        WHERE s.sweep_id = ? AND s.candidate_index = ANY (?::bigint[])""",
                List.of(sweepId, hits.stream().map(Hit::candidate).toArray(Long[]::new)),
                (row, number) -> rows.put(row.getLong(1), CandidateRow.of(row.getString("stats"),
                        ranks.get(row.getLong(1)), row.getBoolean("pruned"), row.getBoolean("pinned"))));
        return hits.stream().map(hit -> rows.get(hit.candidate())).filter(Objects::nonNull).toList();
    }

    private long total(SweepShape shape, BoardFilter filter) {
        Where where = filter.where(shape);
        List<@Nullable Object> parameters = new ArrayList<>();
        parameters.add(shape.sweepId());
        parameters.addAll(where.parameters());
        return results.first("SELECT count(*) FROM (SELECT c.*" + (filter.needsMarks()
                ? ", coalesce(m.pruned, false) AS pruned, coalesce(m.pinned, false) AS pinned FROM results.candidate c"
                        + " LEFT JOIN results.candidate_mark m USING (sweep_id, candidate_index)"
                : " FROM results.candidate c") + " WHERE c.sweep_id = ?) c WHERE " + where.sql(), parameters,
                (row, number) -> row.getLong(1)).orElse(0L);
    }
}
