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
            Outcome outcome = carryOut(api, id, action, expectedVersion, !noWait);
            SweepView view = outcome.sweep();
            if (wantsJson()) {
                printJson(Map.of("sweepId", id, "commandId", outcome.commandId(), "version", outcome.version(),
                        "status", view.status(), "done", outcome.done()));
            } else {
                out().println(action.get("op") + (outcome.done() ? " done" : " accepted") + ": sweep " + id + " is "
                        + view.status().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ", "
                        + Figures.count(view.settled())
                        + (view.planned() == null ? "" : " of " + Figures.count(view.planned()))
                        + " runs ended, version " + outcome.version());
            }
        }
        return 0;
    }

    /// What became of a command.
    ///
    /// @param commandId the command
    /// @param version   version of the sweep that it made
    /// @param sweep     the sweep as it stands
    /// @param done      whether the planner has carried it out; else it will
    record Outcome(String commandId, long version, SweepView sweep, boolean done) {}

    /// Sends a command and waits for a while until the planner has dealt with it.
    ///
    /// @param wait whether to wait
    /// @throws CliFailure when it was not carried out, with the reason
    static Outcome carryOut(Api api, String sweepId, Map<String, Object> action, @Nullable Long expectedVersion,
            boolean wait) throws InterruptedException {
        JsonNode accepted = Steering.send(api, sweepId, action, expectedVersion);
        String commandId = accepted.path("commandId").asString("");
        long version = accepted.path("version").asLong();
        SweepView view = SweepView.get(api, sweepId);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (wait && view.version() < version && System.nanoTime() < deadline) {
            Thread.sleep(100);
            view = SweepView.get(api, sweepId);
        }
        String rejection = view.version() < version ? null : Steering.rejection(api, sweepId, commandId);
        if (rejection != null) {
            throw new CliFailure(action.get("op") + " was not carried out: " + rejection);
        }
        return new Outcome(commandId, version, view, view.version() >= version);
    }
}
