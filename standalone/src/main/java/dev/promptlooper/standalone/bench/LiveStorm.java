package dev.promptlooper.standalone.bench;

import dev.promptlooper.standalone.bench.LiveLoad.Manner;

import java.io.IOException;

/// Half of the sockets; the instance is killed, all come back with the position they had.
final class LiveStorm {

    private final LiveStage stage;

    LiveStorm(LiveStage stage) {
        this.stage = stage;
    }

    void run() throws InterruptedException, IOException {
        int clients = stage.sockets() / 2;
        String position;
        try (LiveLoad load = stage.load()) {
            load.add(clients, Manner.WELL, null);
            stage.await("all clients to be subscribed", () -> load.subscribed() >= clients);
            stage.sweep("storm", "slow100");
            position = load.position();
            stage.bed().killInstance();
        }
        stage.bed().startInstance();
        try (LiveLoad load = stage.load()) {
            long from = System.nanoTime();
            load.add(clients, Manner.WELL, position);
            stage.await("all clients to be back", () -> load.subscribed() >= clients);
            double seconds = (System.nanoTime() - from) / 1e9;
            stage.report()
                    .row("storm: " + clients + " clients back after a kill", "≤ 30 s after the restart",
                            Report.number(seconds) + " s", seconds <= 30, load.ends().toString());
            stage.report()
                    .row("storm: continued without a snapshot", "≥ 95 %",
                            Report.number(100.0 * load.recovered() / clients) + " %",
                            load.recovered() >= 0.95 * clients, "the kill takes PostgreSQL along");
        }
    }
}
