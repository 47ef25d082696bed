package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `promptlooper verdict SWEEP`: which candidate to ship, and how sure that is.
@Command(name = "verdict", mixinStandardHelpOptions = true, sortOptions = false, description = "Say which candidate to ship, how sure that is, and what it cost to find out.")
public final class VerdictCommand extends ClientCommand {

    @Parameters(paramLabel = "SWEEP", description = SweepId.HELP)
    @SuppressWarnings("NullAway.Init") // picocli
    private String sweep;

    @Option(names = "--baseline", paramLabel = "INDEX", description = "Compare with this candidate, paired by case.")
    private @Nullable Long baseline;

    @Option(names = "--top", defaultValue = "5", paramLabel = "N", description = "Candidates to print, measured and believed; at most 20 (default: ${DEFAULT-VALUE}).")
    private int top = 5;

    @Mixin
    private final ClientOptions client = new ClientOptions();

    @Override
    int execute() {
        try (Api api = client.connect()) {
            JsonNode verdict = VerdictLines.get(api, SweepId.resolve(api, sweep), baseline);
            if (wantsJson()) {
                printJson(verdict);
            } else {
                VerdictLines.summary(verdict).forEach(out()::println);
                VerdictLines.details(verdict, top).forEach(out()::println);
            }
            return 0;
        }
    }
}
