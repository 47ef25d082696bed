package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `promptlooper status [SWEEP]`: how the instance, or one sweep, stands.
@Command(name = "status", mixinStandardHelpOptions = true, description = "Show how the instance stands, or one sweep.")
public final class StatusCommand extends ClientCommand {

    @Parameters(arity = "0..1", paramLabel = "SWEEP", description = SweepId.HELP)
    private @Nullable String sweep;

    @Option(names = "--watch", description = "Show the sweep's progress until it ends.")
    private boolean watch;

    @Mixin
    private final ClientOptions client = new ClientOptions();

    @Override
    int execute() throws InterruptedException {
        try (Api api = client.connect()) {
            if (sweep == null) {
                show(api.get("/api/v1/status"));
                return 0;
            }
            String id = SweepId.resolve(api, sweep);
            if (watch) {
                new SweepRun(api, System::nanoTime).await(id, wantsJson()
                        ? null
                        : new Progress(Terminal.detect(System.getenv()), out(), System.nanoTime()));
            }
            show(api.get("/api/v1/sweeps/" + Api.encode(id)));
            return 0;
        }
    }

    private void show(JsonNode document) {
        if (wantsJson()) {
            printJson(document);
        } else {
            Outline.print(document, out());
        }
    }
}
