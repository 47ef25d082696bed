package dev.promptlooper.standalone.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;

/// `promptlooper sweeps`: the newest sweeps.
@Command(name = "sweeps", mixinStandardHelpOptions = true, description = "List sweeps, the newest first.")
public final class SweepsCommand extends ClientCommand {

    @Option(names = "--limit", defaultValue = "20", paramLabel = "N", description = "How many (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(names = "--archived", description = "Those in the archive, which are left out otherwise.")
    private boolean archived;

    @Option(names = "--all", description = "With those in the archive.")
    private boolean all;

    @Mixin
    private final ClientOptions client = new ClientOptions();

    @Override
    int execute() {
        try (Api api = client.connect()) {
            JsonNode reply = api.get("/api/v1/sweeps?limit=" + limit + "&archived=" + (all ? "all" : archived));
            if (wantsJson()) {
                printJson(reply);
                return 0;
            }
            Table table = new Table("sweep", "status", "ended", "of", "hits", "failed", "spent", "name");
            for (JsonNode item : reply.path("items")) {
                SweepView sweep = SweepView.of(item);
                table.add(List.of(sweep.sweepId(), sweep.status().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        Figures.count(sweep.settled()), sweep.planned() == null ? "–" : Figures.count(sweep.planned()),
                        Figures.count(sweep.hits()), Figures.count(sweep.failed()), Figures.usd(sweep.spentUsd()),
                        sweep.name()));
            }
            table.lines().forEach(out()::println);
            return 0;
        }
    }
}
