package dev.promptlooper.projector.query;

import dev.promptlooper.contracts.database.BodyStore;
import dev.promptlooper.contracts.event.Attempt;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Text;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.util.RawValue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Requests and answers of runs, long answers from the body store. Thread-safe.
final class Exchanges {

    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);

    private final Results results;
    private final BodyStore bodies;

    Exchanges(Results results, BodyStore bodies) {
        this.results = results;
        this.bodies = bodies;
    }

    /// What was asked, and what was answered.
    record Exchange(RunView.Request request, RunView.Answer answer) {}

    /// @return empty where nothing was answered
    Optional<Exchange> of(RunView run) {
        if (run.configHash() == null || !run.status().equals(RunScored.Status.DONE.name())) {
            return Optional.empty();
        }
        return results.first("SELECT * FROM results.response WHERE config_hash = ?", List.of(run.configHash()),
                (row, number) -> new Exchange(
                        new RunView.Request(row.getString("endpoint"), row.getString("endpoint_url"),
                                row.getString("model"), new RawValue(row.getString("body"))),
                        answer(row)));
    }

    private RunView.Answer answer(ResultSet row) throws SQLException {
        String output = row.getString("output");
        String sha256 = row.getString("output_sha256");
        Optional<String> whole = sha256 == null
                ? Optional.of(output)
                : load(sha256, row.getLong("output_bytes"), output);
        return new RunView.Answer(whole.orElse(output), whole.isEmpty(), row.getString("tool_calls"),
                row.getString("finish_reason"), row.getString("response_model"),
                new Usage(row.getLong("prompt_tokens"), row.getLong("completion_tokens"),
                        row.getBoolean("tokens_estimated")),
                Results.doubleOrNull(row, "cost_usd"), row.getLong("latency_ms"),
                List.of(Json.read(row.getString("attempts"), Attempt[].class)), row.getLong("answered_at"));
    }

    private Optional<String> load(String sha256, long bytes, String preview) {
        try {
            return bodies.load(new Text.Stored(sha256, bytes, preview));
        } catch (SQLException e) {
            LOG.warn("the body store does not have {}: {}", sha256, e.getMessage());
            return Optional.empty();
        }
    }
}
