package dev.promptlooper.producer.sweeps;

import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.producer.web.FieldProblem;
import dev.promptlooper.producer.web.JsonBodies;
import dev.promptlooper.producer.web.NearNames;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads `{"op": "prune", "expectedVersion": 17, "candidates": ["9f86d081884c7d65", 4]}`. Thread-safe.
final class CommandParser {

    private static final int MAX_CANDIDATES = 10_000;
    private static final Map<String, Set<String>> KEYS = keys();

    private final JdbcClient jdbc;

    CommandParser(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param expectedVersion version of the sweep that the caller saw
    record Parsed(long expectedVersion, SweepCommand.Action action) {}

    /// @throws Problem 422 naming every wrong field
    Parsed parse(String sweepId, ObjectNode body) {
        String op = body.path("op").asString("");
        Set<String> known = KEYS.get(op);
        if (known == null) {
            throw Problem.invalid("op", op, op.isEmpty()
                    ? "op is missing; it is one of " + KEYS.keySet()
                    : "there is no command '" + op + "'" + NearNames.hint(op, KEYS.keySet()) + "; there are "
                            + KEYS.keySet());
        }
        List<FieldProblem> errors = new ArrayList<>();
        for (String key : body.propertyNames()) {
            if (!known.contains(key)) {
                errors.add(
                        new FieldProblem(key, null, "unknown key '" + key + "' for " + op + NearNames.hint(key, known)
                                + "; known keys: " + String.join(", ", known)));
            }
        }
        JsonNode version = body.path("expectedVersion");
        if (!version.isIntegralNumber() || version.longValue() < 1) {
            errors.add(new FieldProblem("expectedVersion", SweepSchema.value(version),
                    "give the version of the sweep that you saw, so that nobody's command is overruled unseen"));
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return new Parsed(version.longValue(), action(op, sweepId, body));
    }

    private SweepCommand.Action action(String op, String sweepId, ObjectNode body) {
        return switch (op) {
            case "pause" -> new SweepCommand.Pause();
            case "resume" -> new SweepCommand.Resume();
            case "cancel" -> new SweepCommand.Cancel();
            case "prune" -> new SweepCommand.Prune(candidates(sweepId, body), reason(body));
            case "unprune" -> new SweepCommand.Unprune(candidates(sweepId, body));
            case "pin" -> new SweepCommand.Pin(candidates(sweepId, body));
            case "unpin" -> new SweepCommand.Unpin(candidates(sweepId, body));
            case "budget" -> new SweepCommand.ChangeBudget(budget(body));
            case "concurrency" -> new SweepCommand.ChangeConcurrency(concurrency(body));
            case "archive" -> new SweepCommand.Archive();
            case "unarchive" -> new SweepCommand.Unarchive();
            default -> new SweepCommand.ChangePriority(whole(body, "priority", 1, 100));
        };
    }

    private List<Long> candidates(String sweepId, ObjectNode body) {
        JsonNode list = body.path("candidates");
        if (!list.isArray() || list.isEmpty() || list.size() > MAX_CANDIDATES) {
            throw Problem.invalid("candidates", SweepSchema.value(list),
                    "candidates is a list of 1 to " + MAX_CANDIDATES + " indexes (numbers) or ids (texts)");
        }
        List<FieldProblem> errors = new ArrayList<>();
        List<String> ids = list.valueStream().filter(JsonNode::isString).map(JsonNode::asString).toList();
        Map<String, Long> known = ids.isEmpty() ? Map.of() : indexes(sweepId, ids);
        Set<Long> indexes = new LinkedHashSet<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode candidate = list.get(i);
            Long index = candidate.isString()
                    ? known.get(candidate.asString())
                    : candidate.isIntegralNumber() && candidate.longValue() >= 0
                            ? Long.valueOf(candidate.longValue())
                            : null;
            if (index == null) {
                errors.add(new FieldProblem("candidates[" + i + "]", SweepSchema.value(candidate), candidate.isString()
                        ? "this sweep has no candidate with that id yet; ids appear on the leaderboard with the first run"
                        : "is neither an index (0 or more) nor an id (a text)"));
            } else {
                indexes.add(index);
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return List.copyOf(indexes);
    }

    /// Candidate ids are known to the projection, which may not be there (yet): then none is.
    private Map<String, Long> indexes(String sweepId, List<String> ids) {
        boolean projected = jdbc.sql("SELECT to_regclass('results.candidate') IS NOT NULL")
                .query(Boolean.class)
                .single();
        Map<String, Long> indexes = new HashMap<>();
        if (projected) {
            jdbc.sql("""
                    SELECT candidate_id, candidate_index FROM results.candidate
                    WHERE sweep_id = :sweep AND candidate_id IN (:ids)""")
                    .param("sweep", sweepId)
                    .param("ids", ids)
                    .query(row -> {
                        indexes.put(row.getString("candidate_id"), row.getLong("candidate_index"));
                    });
        }
        return indexes;
    }

    private static @Nullable String reason(ObjectNode body) {
        JsonNode reason = body.path("reason");
        if (reason.isMissingNode() || reason.isNull()) {
            return null;
        }
        if (!reason.isString() || reason.asString().length() > 1_000) {
            throw Problem.invalid("reason", SweepSchema.value(reason), "reason is a text of at most 1000 characters");
        }
        return reason.asString();
    }

    private static Budget budget(ObjectNode body) {
        if (!(body.path("budget") instanceof ObjectNode budget)) {
            throw Problem.invalid("budget", null,
                    "budget is a map with usd, tokens, calls or minutes; {} lifts every limit");
        }
        return JsonBodies.convert(budget, Budget.class, JsonBodies.keysOf(Budget.class));
    }

    private static @Nullable Integer concurrency(ObjectNode body) {
        if (!body.has("concurrency")) {
            throw Problem.invalid("concurrency", null,
                    "concurrency is missing; give a number, or null to lift the limit");
        }
        return body.path("concurrency").isNull() ? null : whole(body, "concurrency", 1, 100_000);
    }

    private static int whole(ObjectNode body, String field, int min, int max) {
        JsonNode number = body.path(field);
        if (!number.isIntegralNumber() || number.longValue() < min || number.longValue() > max) {
            throw Problem.invalid(field, SweepSchema.value(number),
                    field + " must be a whole number from " + min + " to " + max);
        }
        return number.intValue();
    }

    private static Map<String, Set<String>> keys() {
        Map<String, Set<String>> keys = new LinkedHashMap<>();
        List.of("pause", "resume", "cancel").forEach(op -> keys.put(op, ordered("op", "expectedVersion")));
        keys.put("prune", ordered("op", "expectedVersion", "candidates", "reason"));
        List.of("unprune", "pin", "unpin").forEach(op -> keys.put(op, ordered("op", "expectedVersion", "candidates")));
        List.of("budget", "concurrency", "priority").forEach(op -> keys.put(op, ordered("op", "expectedVersion", op)));
        List.of("archive", "unarchive").forEach(op -> keys.put(op, ordered("op", "expectedVersion")));
        return keys;
    }

    private static Set<String> ordered(String... names) {
        return new LinkedHashSet<>(List.of(names));
    }
}
