package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A verdict for people: its own sentences, and tables of what they stand on. Stateless.
final class VerdictLines {

    private static final int MOST_LEVELS = 6;
    private static final int TRIES = 40;
    private static final Duration EVERY = Duration.ofMillis(250);

    private VerdictLines() {}

    /// @param baseline index of a candidate to compare with, or null
    static JsonNode get(Api api, String sweepId, @Nullable Long baseline) {
        return api.get("/api/v1/sweeps/" + Api.encode(sweepId) + "/verdict"
                + (baseline == null ? "" : "?baseline=" + baseline));
    }

    /// The verdict of a sweep that has come to rest. It travels on a topic of its own and may arrive a moment after the end.
    static JsonNode last(Api api, String sweepId) throws InterruptedException {
        JsonNode verdict = get(api, sweepId, null);
        for (int tries = 0; tries < TRIES && !verdict.path("stage").asString("").equals("FINAL"); tries++) {
            Thread.sleep(EVERY);
            verdict = get(api, sweepId, null);
        }
        return verdict;
    }

    /// The sentences, as they are on the topic.
    static List<String> summary(JsonNode verdict) {
        return verdict.path("summary").valueStream().map(sentence -> sentence.asString("")).toList();
    }

    /// @param most candidates to show; 0 = none
    static List<String> details(JsonNode verdict, int most) {
        List<String> lines = new ArrayList<>();
        standings(verdict, most, lines);
        effects(verdict, lines);
        interactions(verdict, lines);
        drops(verdict, most, lines);
        return lines;
    }

    private static void standings(JsonNode verdict, int most, List<String> lines) {
        if (verdict.path("top").isEmpty() || most == 0) {
            return;
        }
        Table table = new Table("#", "measured", "95 % interval", "n", "believed", "95 % interval", "P(best)",
                "candidate");
        verdict.path("top")
                .valueStream()
                .limit(most)
                .forEach(row -> table.add(List.of(text(row.path("rank")), score(row.path("mean")),
                        range(row.path("low"), row.path("high")), text(row.path("n")), score(row.path("posterior")),
                        range(row.path("posteriorLow"), row.path("posteriorHigh")),
                        score(row.path("probabilityBest")), name(verdict, row.path("candidate")))));
        lines.add("");
        lines.addAll(table.lines());
    }

    private static void effects(JsonNode verdict, List<String> lines) {
        for (JsonNode axis : verdict.path("effects")) {
            StringBuilder line = new StringBuilder("effect of ").append(axis.path("axis").asString(""));
            if (axis.path("share").isNumber()) {
                line.append(" (").append(Math.round(axis.path("share").asDouble() * 100)).append(" % of the variance)");
            }
            String separator = ": ";
            for (JsonNode level : axis.path("levels").valueStream().limit(MOST_LEVELS).toList()) {
                line.append(separator)
                        .append(level.path("value").asString(""))
                        .append(' ')
                        .append(signed(level.path("effect")))
                        .append(interval(level));
                separator = ", ";
            }
            lines.add(line.toString());
        }
    }

    private static void interactions(JsonNode verdict, List<String> lines) {
        for (JsonNode pair : verdict.path("interactions")) {
            lines.add(pair.path("axis").asString("") + "=" + pair.path("value").asString("") + " with "
                    + pair.path("with").asString("") + "=" + pair.path("withValue").asString("") + ": "
                    + signed(pair.path("effect")) + " beyond the sum" + interval(pair));
        }
    }

    private static void drops(JsonNode verdict, int most, List<String> lines) {
        verdict.path("dropped")
                .path("latest")
                .valueStream()
                .limit(most)
                .forEach(drop -> lines.add("dropped after " + Figures.count(drop.path("runs").asLong()) + " runs: "
                        + name(verdict, drop.path("candidate")) + " – " + drop.path("reason").asString("")));
    }

    private static String name(JsonNode verdict, JsonNode index) {
        for (JsonNode candidate : verdict.path("candidates")) {
            if (candidate.path("index").asLong(-1) == index.asLong(-2)) {
                String params = LeaderboardRow.params(candidate.path("params"));
                return candidate.path("prompt").asString("") + " · " + candidate.path("endpoint").asString("") + "/"
                        + candidate.path("model").asString("") + (params.isEmpty() ? "" : " · " + params);
            }
        }
        return "candidate " + index.asLong();
    }

    private static String interval(JsonNode node) {
        return node.path("low").isNumber() && node.path("high").isNumber()
                ? " (" + signed(node.path("low")) + " to " + signed(node.path("high")) + ")"
                : "";
    }

    private static String signed(JsonNode number) {
        String text = score(number);
        return number.asDouble(0) > 0 ? "+" + text : text;
    }

    private static String range(JsonNode low, JsonNode high) {
        return low.isNumber() && high.isNumber() ? score(low) + " to " + score(high) : "–";
    }

    private static String score(JsonNode number) {
        return Figures.score(Figures.number(number));
    }

    private static String text(JsonNode number) {
        return number.isNumber() ? Figures.count(number.asLong()) : "–";
    }
}
