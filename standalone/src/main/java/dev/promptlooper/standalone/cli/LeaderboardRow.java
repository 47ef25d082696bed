package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Rows of a leaderboard: their published form, and as a table. Stateless.
final class LeaderboardRow {

    private static final List<String> FIELDS = List.of("rank", "candidateId", "prompt", "model", "params", "n", "score",
            "low",
            "high", "metrics", "cost", "latency");

    private LeaderboardRow() {}

    /// The published fields of a row, in their order; absent ones stay absent.
    static JsonNode published(JsonNode row) {
        ObjectNode result = Json.MAPPER.createObjectNode();
        FIELDS.forEach(field -> {
            JsonNode value = row.path(field);
            if (!value.isMissingNode() && !value.isNull()) {
                result.set(field, value);
            }
        });
        return result;
    }

    /// @param rows  published rows
    /// @param limit most rows to show
    static List<String> table(List<JsonNode> rows, int limit) {
        List<String> metrics = rows.stream()
                .flatMap(row -> row.path("metrics").propertyNames().stream())
                .distinct()
                .filter(name -> !name.equals("cost-per-run-usd") && !name.equals("latency-ms")
                        && !name.equals("tokens"))
                .toList();
        // With one scorer its column would repeat the score.
        List<String> extra = metrics.size() > 1 ? metrics : List.of();
        List<String> head = new ArrayList<>(List.of("#", "score", "95 % interval", "n"));
        head.addAll(extra);
        head.addAll(List.of("cost", "latency", "prompt", "model", "params", "candidate"));
        Table table = new Table(head.toArray(String[]::new));
        rows.stream().limit(limit).forEach(row -> {
            List<String> cells = new ArrayList<>();
            cells.add(row.path("rank").asString("–"));
            cells.add(Figures.score(Figures.number(row.path("score"))));
            Double low = Figures.number(row.path("low"));
            Double high = Figures.number(row.path("high"));
            cells.add(low == null || high == null ? "–" : Figures.score(low) + " to " + Figures.score(high));
            cells.add(row.path("n").asString("0"));
            extra.forEach(name -> cells.add(Figures.score(Figures.mean(row.path("metrics").path(name)))));
            Double cost = Figures.number(row.path("cost"));
            cells.add(cost == null ? "–" : Figures.usd(cost));
            Double latency = latency(row.path("latency"));
            cells.add(latency == null ? "–" : Math.round(latency) + " ms");
            cells.add(row.path("prompt").asString(""));
            cells.add(row.path("model").asString(""));
            cells.add(params(row.path("params")));
            cells.add(row.path("candidateId").asString(""));
            table.add(cells);
        });
        List<String> lines = new ArrayList<>(table.lines());
        if (rows.size() > limit) {
            lines.add("… and " + (rows.size() - limit) + " more");
        }
        return lines;
    }

    /// `steps · openai/gpt-4o-mini · temperature=0`
    static String name(JsonNode row) {
        String params = params(row.path("params"));
        return row.path("prompt").asString("") + " · " + row.path("model").asString("")
                + (params.isEmpty() ? "" : " · " + params);
    }

    static String params(JsonNode params) {
        return params.properties()
                .stream()
                .map(entry -> entry.getKey() + "="
                        + (entry.getValue().isString() ? entry.getValue().asString() : entry.getValue().toString()))
                .collect(Collectors.joining(" "));
    }

    private static @org.jspecify.annotations.Nullable Double latency(JsonNode latency) {
        return latency.isObject() ? Figures.number(latency.path("p50")) : Figures.number(latency);
    }
}
