package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.Score;
import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The columns of a CSV export: the same names as in JSON, nested values flattened with dots. Parameters are one column of
/// JSON, because candidates need not have the same ones.
final class CsvColumns {

    private final List<String> metrics;

    /// @param metrics one column (runs: three) for each
    CsvColumns(List<String> metrics) {
        this.metrics = metrics;
    }

    List<String> runHeader() {
        List<String> header = new ArrayList<>(
                List.of("runId", "candidateIndex", "candidateId", "prompt", "model", "params",
                        "caseId", "caseIndex", "repeat", "status", "source", "failure", "message"));
        for (String metric : metrics) {
            header.addAll(List.of("score." + metric, "pass." + metric, "reason." + metric));
        }
        header.addAll(
                List.of("promptTokens", "completionTokens", "costUsd", "paidUsd", "latencyMs", "attempts", "scoredAt",
                        "configHash", "output", "outputTruncated"));
        return header;
    }

    List<@Nullable Object> cells(Export.RunRow row) {
        RunView run = row.run();
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(run.runId());
        cells.add(run.candidateIndex());
        cells.add(run.candidateId());
        cells.add(run.prompt());
        cells.add(run.model());
        cells.add(run.params() == null ? null : String.valueOf(run.params().rawValue()));
        cells.add(run.caseId());
        cells.add(run.caseIndex());
        cells.add(run.repeat());
        cells.add(run.status());
        cells.add(run.source());
        cells.add(run.failure());
        cells.add(run.message());
        TreeMap<String, Score> scores = new TreeMap<>();
        if (run.scores() != null) {
            for (Score score : Json.read(String.valueOf(run.scores().rawValue()), Score[].class)) {
                scores.put(score.metric(), score);
            }
        }
        for (String metric : metrics) {
            Score score = scores.get(metric);
            cells.add(score == null ? null : score.value());
            cells.add(score == null ? null : score.pass());
            cells.add(score == null ? null : score.error() != null ? score.error() : score.reason());
        }
        cells.add(run.usage().promptTokens());
        cells.add(run.usage().completionTokens());
        cells.add(run.costUsd());
        cells.add(run.paidUsd());
        cells.add(run.latencyMs());
        cells.add(run.attempts());
        cells.add(run.scoredAt());
        cells.add(run.configHash());
        cells.add(row.output());
        cells.add(row.outputTruncated());
        return cells;
    }

    List<String> leaderboardHeader() {
        List<String> header = new ArrayList<>(
                List.of("rank", "candidateId", "candidateIndex", "prompt", "promptVersion",
                        "model", "params", "n", "score", "low", "high", "standardError"));
        metrics.forEach(metric -> header.add("metrics." + metric));
        header.addAll(
                List.of("cost", "latency.mean", "latency.p50", "latency.p95", "latency.p99", "runs", "cases", "failed",
                        "hits", "passRate", "feasible", "violated", "pareto", "paidUsd", "pruned", "pinned"));
        return header;
    }

    List<@Nullable Object> cells(CandidateRow row) {
        List<@Nullable Object> cells = new ArrayList<>();
        cells.add(row.rank());
        cells.add(row.candidateId());
        cells.add(row.candidateIndex());
        cells.add(row.prompt());
        cells.add(row.promptVersion());
        cells.add(row.model());
        cells.add(Json.write(row.params()));
        cells.add(row.n());
        cells.add(row.score());
        cells.add(row.low());
        cells.add(row.high());
        cells.add(row.standardError());
        for (String metric : metrics) {
            CandidateStats.Metric figures = row.metrics().get(metric);
            cells.add(figures == null ? null : figures.mean());
        }
        cells.add(row.cost());
        CandidateStats.Latency latency = row.latency();
        cells.add(latency == null ? null : latency.mean());
        cells.add(latency == null ? null : latency.p50());
        cells.add(latency == null ? null : latency.p95());
        cells.add(latency == null ? null : latency.p99());
        cells.add(row.runs());
        cells.add(row.cases());
        cells.add(row.failed());
        cells.add(row.hits());
        cells.add(row.passRate());
        cells.add(row.feasible());
        cells.add(row.violated());
        cells.add(row.pareto());
        cells.add(row.paidUsd());
        cells.add(row.pruned());
        cells.add(row.pinned());
        return cells;
    }
}
