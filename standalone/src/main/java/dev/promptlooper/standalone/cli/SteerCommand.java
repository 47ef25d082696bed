package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Map;

/// A command to a sweep: sends it, waits until the planner has carried it out, and says how the sweep stands then.
abstract class SteerCommand extends ClientCommand {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Parameters(index = "0", paramLabel = "SWEEP", description = SweepId.HELP)
    @SuppressWarnings("NullAway.Init") // picocli
    private String sweep;

    @Option(names = "--expected-version", paramLabel = "N", description = "Refuse when the sweep is not at this version (default: the one it has now).")
    private @Nullable Long expectedVersion;

    @Option(names = "--no-wait", description = "Do not wait until it is carried out.")
    private boolean noWait;

    @Mixin
    private final ClientOptions client = new ClientOptions();

    /// `op` and its arguments.
    abstract Map<String, Object> action();

    @Override
    final int execute() throws InterruptedException {
        Map<String, Object> action = action();
        try (Api api = client.connect()) {
            String id = SweepId.resolve(api, sweep);
            JsonNode accepted = Steering.send(api, id, action, expectedVersion);
            long version = accepted.path("version").asLong();
            SweepView view = SweepView.get(api, id);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!noWait && view.version() < version && System.nanoTime() < deadline) {
                Thread.sleep(100);
                view = SweepView.get(api, id);
            }
            String rejection = view.version() < version
                    ? null
                    : Steering.rejection(api, id, accepted.path("commandId").asString(""));
            if (rejection != null) {
                throw new CliFailure(action.get("op") + " was not carried out: " + rejection);
            }
            if (wantsJson()) {
                printJson(
                        Map.of("sweepId", id, "commandId", accepted.path("commandId").asString(""), "version", version,
                                "status", view.status(), "done", view.version() >= version));
            } else {
                out().println(action.get("op") + (view.version() >= version ? " done" : " accepted") + ": sweep " + id
                        + " is "
                        + view.status().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ", "
                        + Figures.count(view.settled())
                        + (view.planned() == null ? "" : " of " + Figures.count(view.planned()))
                        + " runs ended, version " + version);
            }
        }
        return 0;
    }
}
