package dev.promptlooper.standalone.cli;

import dev.promptlooper.standalone.runtime.InstanceOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// `promptlooper plan FILE`: what a sweep would do and cost, without launching it.
@Command(name = "plan", mixinStandardHelpOptions = true, sortOptions = false, description = "Say what a sweep would do and cost, without launching it.")
public final class PlanCommand extends ClientCommand {

    @Parameters(paramLabel = "FILE", description = "Sweep file (YAML).")
    @SuppressWarnings("NullAway.Init") // picocli
    private Path file;

    @Option(names = "--set", paramLabel = "PLACE=VALUE", description = "Replace a part of the file. Repeatable.")
    private Map<String, String> sets = new LinkedHashMap<>();

    @Option(names = "--url", paramLabel = "URL", description = "Address of a running instance (default: $PROMPTLOOPER_URL).")
    private @Nullable String url;

    @Mixin
    private final InstanceOptions instance = new InstanceOptions();

    @Override
    int execute() {
        SweepFile sweep = SweepFile.load(file, sets);
        ValidateCommand.refuse(sweep);
        try (Lease lease = Lease.open(instance, url, sweep.endpoints(), line -> {
            err().println(line);
            err().flush();
        })) {
            JsonNode plan = lease.api()
                    .post("/api/v1/sweeps:plan", new SweepRun(lease.api(), System::nanoTime).request(sweep));
            if (wantsJson()) {
                printJson(plan);
            } else {
                Outline.print(plan, out());
            }
            return plan.path("problems").isEmpty() ? 0 : 1;
        }
    }
}
