package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.json.Json;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import tools.jackson.databind.JsonNode;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Recorded answers with several repeats: `answers.jsonl.gz` (`model`, `agent`, `params`, `case`, `outputs`), `cases.jsonl` (`id`,
/// `answer`) and `expected.csv` (`model`, `agent`, `temperature`, `answers`, `published_cost_usd`). An output scores 1 when it
/// equals the case's answer, else 0.
///
/// Candidates above temperature 1.0 are left out: only one model was asked there, so that they say nothing about a search.
final class RecordedAnswers {

    private static final double MAX_TEMPERATURE = 1.0;
    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

    private final Map<String, Integer> cases = new HashMap<>();
    private final List<String> answers = new ArrayList<>();
    private final Map<String, Double> usdPerCall = new HashMap<>();
    private final Map<String, RecordedSet.Row> rows = new LinkedHashMap<>();
    private final Map<String, float[][]> scores = new LinkedHashMap<>();

    private RecordedAnswers() {}

    /// @throws IllegalArgumentException when the files do not fit together
    static RecordedSet read(String name, Path folder) throws IOException {
        RecordedAnswers all = new RecordedAnswers();
        all.readCases(folder.resolve("cases.jsonl"));
        all.readCosts(folder.resolve("expected.csv"));
        all.readAnswers(folder.resolve("answers.jsonl.gz"));
        return new RecordedSet(name, name, List.copyOf(all.rows.values()), List.copyOf(all.caseNames()),
                all.scores.values().toArray(float[][][]::new));
    }

    private List<String> caseNames() {
        return cases.entrySet()
                .stream()
                .sorted(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private void readCases(Path file) throws IOException {
        try (BufferedReader in = RecordedSets.open(file)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode node = Json.read(line, JsonNode.class);
                cases.put(node.path("id").asString(), answers.size());
                answers.add(node.path("answer").asString());
            }
        }
    }

    private void readCosts(Path file) throws IOException {
        try (BufferedReader in = RecordedSets.open(file);
                CSVParser parser = CSVParser.builder().setReader(in).setFormat(FORMAT).get()) {
            for (CSVRecord line : parser) {
                usdPerCall.put(
                        key(line.get("model"), line.get("agent"), Double.parseDouble(line.get("temperature"))),
                        Double.parseDouble(line.get("published_cost_usd")) / Double.parseDouble(line.get("answers")));
            }
        }
    }

    private void readAnswers(Path file) throws IOException {
        try (BufferedReader in = RecordedSets.open(file)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode node = Json.read(line, JsonNode.class);
                double temperature = node.path("params").path("temperature").asDouble();
                if (temperature > MAX_TEMPERATURE) {
                    continue;
                }
                String model = node.path("model").asString();
                String prompt = node.path("agent").asString();
                String key = key(model, prompt, temperature);
                Integer column = cases.get(node.path("case").asString());
                Double usd = usdPerCall.get(key);
                if (column == null || usd == null) {
                    throw new IllegalArgumentException(
                            file + ": case " + node.path("case") + " of " + key + " is not in "
                                    + (column == null ? "cases.jsonl" : "expected.csv"));
                }
                rows.putIfAbsent(key, new RecordedSet.Row(model, prompt, Map.of("temperature", temperature), usd));
                float[][] cells = scores.computeIfAbsent(key, _ -> missing());
                cells[column] = score(node.path("outputs"), answers.get(column));
            }
        }
    }

    private float[][] missing() {
        float[][] cells = new float[answers.size()][];
        java.util.Arrays.fill(cells, new float[]{Float.NaN});
        return cells;
    }

    private static float[] score(JsonNode outputs, String answer) {
        float[] scores = new float[outputs.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = outputs.path(i).asString().equals(answer) ? 1 : 0;
        }
        return scores;
    }

    private static String key(String model, String prompt, double temperature) {
        return Objects.requireNonNull(model) + " " + prompt + " " + temperature;
    }
}
