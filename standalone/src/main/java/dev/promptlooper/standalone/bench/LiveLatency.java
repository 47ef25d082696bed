package dev.promptlooper.standalone.bench;

import dev.promptlooper.contracts.json.Json;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// From the moment an answer left the endpoint until a frame showed as many runs as there were answers.
final class LiveLatency {

    private static final String NAME = "latency";

    private final LiveStage stage;
    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());

    LiveLatency(LiveStage stage) {
        this.stage = stage;
    }

    /// A frame with a leaderboard.
    ///
    /// @param at     when it came, epoch milliseconds
    /// @param runs   runs that its leaderboard covers
    /// @param ranked when that was made, epoch milliseconds
    private record Seen(long at, long runs, long ranked) {}

    void run() throws InterruptedException, IOException {
        stage.bed().dataset(NAME, stage.runs());
        long before = stage.bed().slow().received();
        try (LiveClient client = new LiveClient(stage.bed().port(), stage.keys().getFirst())) {
            client.subscribe(null, 10);
            Thread.ofVirtual().start(() -> watch(client));
            double wall = stage.relaunch(NAME, "slow200");
            List<Long> answered = stage.bed().slow().answered(before);
            List<Long> delays = new ArrayList<>();
            List<Long> ranking = new ArrayList<>();
            int next = 0;
            for (int n = 0; n < answered.size(); n++) {
                while (next < seen.size() && seen.get(next).runs() <= n) {
                    next++;
                }
                if (next < seen.size()) {
                    delays.add(seen.get(next).at() - answered.get(n));
                    ranking.add(seen.get(next).ranked() - answered.get(n));
                }
            }
            delays.sort(null);
            ranking.sort(null);
            long p99 = p99(delays);
            stage.report()
                    .row("answer to frame, p99, at " + (int) (answered.size() / wall) + " runs/s",
                            "≤ 1,000 ms at 1,000 runs/s", p99 + " ms", p99 <= 1_000,
                            "median " + delays.get(delays.size() / 2) + " ms, " + delays.size()
                                    + " answers; up to the ranking median " + ranking.get(ranking.size() / 2)
                                    + " ms, p99 " + p99(ranking) + " ms");
        }
    }

    private static long p99(List<Long> sorted) {
        return sorted.get((int) (sorted.size() * 0.99) - 1);
    }

    private void watch(LiveClient client) {
        try {
            client.read(text -> {
                long now = stage.clock().millis();
                if (text.startsWith("{\"t\":\"delta\"") || text.startsWith("{\"t\":\"snap\"")) {
                    JsonNode frame = Json.read(text, JsonNode.class);
                    frame.path("set").forEach(pair -> {
                        JsonNode row = pair.path(1);
                        if (row.path("name").asString("").equals(NAME)) {
                            JsonNode board = row.path("leaderboard");
                            seen.add(new Seen(now, board.path("runs").asLong(), board.path("at").asLong()));
                        }
                    });
                    try {
                        client.ack(frame.path("seq").asLong());
                    } catch (IOException e) {
                        client.close();
                    }
                }
            });
        } catch (IOException e) {
            // the part is over
        }
    }
}
