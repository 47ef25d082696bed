package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes a sweep's result to a file, in the form that its ending names: `.json` (the whole result), `.jsonl` (a row per
/// candidate), `.csv` (the same as a table), `.junit.xml` (a test case per candidate). Stateless.
final class Output {

    private Output() {}

    /// @throws CliFailure when the ending names no form; to be called before a sweep is started
    static void check(Path file) {
        String name = file.getFileName().toString();
        if (!name.matches(".*\\.(json|jsonl|csv|xml)")) {
            throw new CliFailure(
                    "--output " + file + ": the ending names no form; use .json, .jsonl, .csv or .junit.xml");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new CliFailure("--output " + file + ": there is no folder " + folder + "; create it first");
        }
    }

    /// @param failUnder the figure to reach, or null
    static void write(Path file, SweepResult result, @Nullable FailUnder failUnder) {
        String name = file.getFileName().toString();
        String text;
        if (name.endsWith(".json")) {
            text = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n";
        } else if (name.endsWith(".jsonl")) {
            text = result.leaderboard().stream().map(row -> row + "\n").collect(Collectors.joining());
        } else if (name.endsWith(".csv")) {
            text = csv(result.leaderboard());
        } else {
            text = junit(result, failUnder);
        }
        try {
            Path partial = file.resolveSibling(name + ".new");
            Files.writeString(partial, text);
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CliFailure(
                    "cannot write " + file + ": " + e.getMessage()
                            + "; the result is still in the instance, see `export`",
                    e);
        }
    }

    static String csv(List<JsonNode> rows) {
        Set<String> params = new LinkedHashSet<>();
        Set<String> metrics = new LinkedHashSet<>();
        rows.forEach(row -> {
            params.addAll(row.path("params").propertyNames());
            metrics.addAll(row.path("metrics").propertyNames());
        });
        List<String> head = new ArrayList<>(List.of("rank", "candidateId", "prompt", "model"));
        params.forEach(name -> head.add("param." + name));
        head.addAll(List.of("n", "score", "low", "high"));
        metrics.forEach(name -> head.add("metric." + name));
        head.addAll(List.of("cost", "latency"));
        StringBuilder text = new StringBuilder(line(head));
        for (JsonNode row : rows) {
            List<String> cells = new ArrayList<>();
            List.of("rank", "candidateId", "prompt", "model").forEach(name -> cells.add(cell(row.path(name))));
            params.forEach(name -> cells.add(cell(row.path("params").path(name))));
            List.of("n", "score", "low", "high").forEach(name -> cells.add(cell(row.path(name))));
            metrics.forEach(name -> {
                JsonNode metric = row.path("metrics").path(name);
                cells.add(cell(metric.isObject() ? metric.path("mean") : metric));
            });
            cells.add(cell(row.path("cost")));
            cells.add(cell(row.path("latency").isObject() ? row.path("latency").path("p50") : row.path("latency")));
            text.append(line(cells));
        }
        return text.toString();
    }

    private static String cell(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? "" : node.isString() ? node.asString() : node.toString();
    }

    private static String line(List<String> cells) {
        return cells.stream().map(Output::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    // A cell that a spreadsheet would run as a formula gets an apostrophe, unless it is a number.
    private static String quoted(String cell) {
        String safe = cell.matches("^[=+\\-@\t\r].*") && !cell.matches("-?[0-9.]+([eE][-+]?[0-9]+)?")
                ? "'" + cell
                : cell;
        return safe.matches("(?s).*[\",\r\n].*") ? "\"" + safe.replace("\"", "\"\"") + "\"" : safe;
    }

    static String junit(SweepResult result, @Nullable FailUnder failUnder) {
        String verdict = failUnder == null ? null : failUnder.verdict(result);
        boolean broken = result.leaderboard().isEmpty();
        int failures = verdict != null || broken ? 1 : 0;
        StringBuilder text = new StringBuilder(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"")
                .append(xml("promptlooper sweep " + result.sweepId()))
                .append("\" tests=\"")
                .append(result.leaderboard().size() + 1)
                .append("\" failures=\"")
                .append(failures)
                .append("\" errors=\"0\" skipped=\"0\">\n");
        text.append("    <testcase classname=\"promptlooper\" name=\"")
                .append(xml(failUnder == null
                        ? "sweep ends with a ranked candidate"
                        : "best candidate reaches " + failUnder.metric() + "=" + failUnder.value()))
                .append("\">");
        if (verdict != null || broken) {
            text.append("<failure message=\"")
                    .append(xml(verdict == null ? "no candidate is ranked" : verdict))
                    .append("\"/>");
        }
        text.append("</testcase>\n");
        for (JsonNode row : result.leaderboard()) {
            text.append("    <testcase classname=\"promptlooper.leaderboard\" name=\"")
                    .append(xml(LeaderboardRow.name(row)))
                    .append("\"><system-out>")
                    .append(xml(row.toString()))
                    .append("</system-out></testcase>\n");
        }
        return text.append("  </testsuite>\n</testsuites>\n").toString();
    }

    private static String xml(String text) {
        return text.replaceAll("[^\\u0009\\u000A\\u000D\\u0020-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "?")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
