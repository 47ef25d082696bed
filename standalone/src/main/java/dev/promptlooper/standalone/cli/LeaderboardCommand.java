package dev.promptlooper.standalone.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

import java.util.List;

/// `promptlooper leaderboard SWEEP`: the ranking so far.
@Command(name = "leaderboard", mixinStandardHelpOptions = true, description = "Show a sweep's leaderboard.")
public final class LeaderboardCommand extends ClientCommand {

    @Parameters(paramLabel = "SWEEP", description = SweepId.HELP)
    @SuppressWarnings("NullAway.Init") // picocli
    private String sweep;

    @Option(names = "--top", defaultValue = "20", paramLabel = "N", description = "Rows; 0 shows all (default: ${DEFAULT-VALUE}).")
    private int top = 20;

    @Mixin
    private final ClientOptions client = new ClientOptions();

    @Override
    int execute() {
        try (Api api = client.connect()) {
            List<JsonNode> rows = SweepView.leaderboard(api, SweepId.resolve(api, sweep), top);
            if (wantsJson()) {
                printJson(rows);
            } else {
                LeaderboardRow.table(rows, rows.size()).forEach(out()::println);
            }
            return 0;
        }
    }
}
