package dev.promptlooper.producer.strategy.guided;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.Axis;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.CachePolicy;
import dev.promptlooper.contracts.sweep.DatasetRef;
import dev.promptlooper.contracts.sweep.Exclusion;
import dev.promptlooper.contracts.sweep.ModelRef;
import dev.promptlooper.contracts.sweep.Objective;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.contracts.sweep.ScorerDefinition;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Point;
import dev.promptlooper.producer.space.Seeded;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// Recorded scores of real models as a sweep: candidates × cases × repeats. `PROMPTLOOPER_DATA` names the folder.
final class Recorded {

    final String name;
    final List<Row> rows;
    final int cases;

    private Recorded(String name, List<Row> rows) {
        this.name = name;
        this.rows = rows;
        this.cases = rows.getFirst().scores.length;
    }

    /// @param scores case → repeat → score
    /// @param price  dollars per run
    record Row(String model, String prompt, @Nullable Double temperature, double[][] scores, double price) {

        double truth() {
            double sum = 0;
            for (double[] repeats : scores) {
                double mean = 0;
                for (double score : repeats) {
                    mean += score / repeats.length;
                }
                sum += mean;
            }
            return sum / scores.length;
        }
    }

    static @Nullable Path folder() {
        String named = System.getenv("PROMPTLOOPER_DATA");
        Path folder = named == null ? null : Path.of(named);
        return folder != null && Files.isDirectory(folder) ? folder : null;
    }

    /// Temperatures up to 1.0 of `temperature`: 143 candidates × 100 cases × 10 repeats.
    static Recorded temperature(Path folder) {
        Path set = folder.resolve("temperature");
        Map<String, Integer> caseIndex = new HashMap<>();
        List<String> answers = new ArrayList<>();
        lines(set.resolve("cases.jsonl")).forEach(line -> {
            JsonNode node = Json.MAPPER.readTree(line);
            caseIndex.put(node.get("id").asString(), answers.size());
            answers.add(node.get("answer").asString());
        });
        Map<String, Double> prices = new HashMap<>();
        lines(set.resolve("expected.csv")).stream()
                .skip(1)
                .map(line -> line.split(","))
                .forEach(
                        cells -> prices.put(cells[0] + "|" + cells[1] + "|" + Double.parseDouble(cells[2]),
                                Double.parseDouble(cells[7]) / 1000));
        Map<String, Row> rows = new LinkedHashMap<>();
        lines(set.resolve("answers.jsonl.gz")).forEach(line -> {
            JsonNode node = Json.MAPPER.readTree(line);
            double temperature = node.get("params").get("temperature").asDouble();
            if (temperature > 1.0) {
                return;
            }
            String model = node.get("model").asString();
            String agent = node.get("agent").asString();
            String key = model + "|" + agent + "|" + temperature;
            Row row = rows.computeIfAbsent(key, _ -> new Row(model, agent, temperature, new double[answers.size()][],
                    prices.getOrDefault(key, 0.0)));
            int at = caseIndex.get(node.get("case").asString());
            double[] repeats = new double[node.get("outputs").size()];
            for (int i = 0; i < repeats.length; i++) {
                repeats[i] = node.get("outputs").get(i).asString().equals(answers.get(at)) ? 1 : 0;
            }
            row.scores[at] = repeats;
        });
        return new Recorded("temperature", List.copyOf(rows.values()));
    }

    /// One repeat per cell, drawn.
    Recorded drawn(long seed) {
        Seeded random = new Seeded(seed);
        List<Row> drawn = new ArrayList<>();
        for (Row row : rows) {
            double[][] scores = new double[cases][];
            for (int i = 0; i < cases; i++) {
                scores[i] = new double[]{row.scores[i][(int) random.below(row.scores[i].length)]};
            }
            drawn.add(new Row(row.model, row.prompt, row.temperature, scores, row.price));
        }
        return new Recorded(name, drawn);
    }

    /// `reflection`: all exams pooled first, then each exam.
    static List<Recorded> reflection(Path folder) {
        List<String> lines = lines(folder.resolve("reflection/scores.csv.gz"));
        String[] head = lines.getFirst().split(",");
        Set<String> exams = new LinkedHashSet<>();
        for (int i = 2; i < head.length; i++) {
            exams.add(head[i].substring(0, head[i].indexOf('|')));
        }
        List<Recorded> sets = new ArrayList<>();
        sets.add(exam("reflection", "", lines, head));
        exams.forEach(exam -> sets.add(exam("reflection " + exam, exam + "|", lines, head)));
        return sets;
    }

    private static Recorded exam(String name, String prefix, List<String> lines, String[] head) {
        List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            List<double[]> scores = new ArrayList<>();
            for (int i = 2; i < cells.length; i++) {
                if (head[i].startsWith(prefix)) {
                    scores.add(new double[]{Double.parseDouble(cells[i])});
                }
            }
            rows.add(new Row(cells[0], cells[1], null, scores.toArray(double[][]::new), 0.001));
        }
        return new Recorded(name, rows);
    }

    SweepDefinition definition(Map<String, Object> params, Budget budget) {
        Set<String> models = new LinkedHashSet<>();
        Set<String> prompts = new LinkedHashSet<>();
        Set<Double> temperatures = new LinkedHashSet<>();
        Map<String, Set<String>> byModel = new LinkedHashMap<>();
        for (Row row : rows) {
            models.add(row.model);
            prompts.add(row.prompt);
            byModel.computeIfAbsent(row.model, _ -> new LinkedHashSet<>()).add(row.prompt);
            if (row.temperature != null) {
                temperatures.add(row.temperature);
            }
        }
        List<Exclusion> exclude = new ArrayList<>();
        byModel.forEach((model, own) -> {
            List<Object> missing = prompts.stream()
                    .filter(prompt -> !own.contains(prompt))
                    .map(x -> (Object) x)
                    .toList();
            if (!missing.isEmpty()) {
                exclude.add(new Exclusion(Map.of("model", List.of("r/" + model), "prompt", missing)));
            }
        });
        Map<String, Axis> axes = new LinkedHashMap<>();
        if (!temperatures.isEmpty()) {
            axes.put("temperature", Axis.fromFile(new ArrayList<Object>(temperatures)));
        }
        return new SweepDefinition(1, "s", name, null, 0,
                prompts.stream()
                        .map(prompt -> new PromptDefinition(prompt, 0,
                                List.of(Map.of("role", "user", "content", prompt))))
                        .toList(),
                models.stream().map(model -> new ModelRef("r", model)).toList(), axes, exclude,
                new DatasetRef("d", 1, cases, null), List.of(ScorerDefinition.fromFile(Map.of("type", "equals"))),
                new Objective("equals", null, null, null), new Strategy("guided", params), 1, budget, null, 50,
                CachePolicy.USE);
    }

    /// The row of a point.
    Row row(Point point, SweepDefinition definition) {
        String model = definition.models().get(point.model()).model();
        String prompt = definition.prompts().get(point.prompt()).name();
        Object temperature = point.params().get("temperature");
        return rows.stream()
                .filter(row -> row.model.equals(model) && row.prompt.equals(prompt)
                        && (row.temperature == null || row.temperature.equals(((Number) temperature).doubleValue())))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> lines(Path file) {
        try (InputStream in = Files.newInputStream(file);
                BufferedReader reader = new BufferedReader(new InputStreamReader(
                        file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
