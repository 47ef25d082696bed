package dev.promptlooper.standalone.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Putting ended sweeps out of sight, and back. Many at once: what one of them says against it keeps none of the others back.
final class ArchiveCommands {

    private ArchiveCommands() {}

    /// Take ended sweeps out of the lists.
    @Command(name = "archive", mixinStandardHelpOptions = true, description = "Take ended sweeps out of the lists; nothing of them is lost. `sweeps --archived` lists them.")
    static final class ArchiveCommand extends FilingCommand {
        @Override
        String op() {
            return "archive";
        }
    }

    /// Show archived sweeps in the lists again.
    @Command(name = "unarchive", mixinStandardHelpOptions = true, description = "Show archived sweeps in the lists again.")
    static final class UnarchiveCommand extends FilingCommand {
        @Override
        String op() {
            return "unarchive";
        }
    }

    abstract static class FilingCommand extends ClientCommand {

        @Parameters(arity = "1..*", paramLabel = "SWEEP", description = "Sweeps, by id, or `last` for the newest.")
        private List<String> sweeps = List.of();

        @Mixin
        private final ClientOptions client = new ClientOptions();

        abstract String op();

        @Override
        final int execute() throws InterruptedException {
            List<Map<String, Object>> told = new ArrayList<>();
            List<String> refused = new ArrayList<>();
            try (Api api = client.connect()) {
                for (String given : new LinkedHashSet<>(sweeps)) {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("sweep", given);
                    try {
                        String id = SweepId.resolve(api, given);
                        row.put("sweep", id);
                        SteerCommand.Outcome outcome = SteerCommand.carryOut(api, id, Map.of("op", op()), null, true);
                        row.put("version", outcome.version());
                        row.put("done", outcome.done());
                        if (!wantsJson()) {
                            out().println(op() + (outcome.done() ? " done" : " accepted") + ": sweep " + id + " ("
                                    + outcome.sweep().name() + ")");
                        }
                    } catch (CliFailure e) {
                        row.put("done", false);
                        row.put("error", String.valueOf(e.getMessage()));
                        refused.add(given + ": " + e.getMessage());
                    }
                    told.add(row);
                }
            }
            if (wantsJson()) {
                printJson(told);
            }
            refused.forEach(line -> err().println("promptlooper: " + op() + " " + line));
            err().flush();
            return refused.isEmpty() ? 0 : 1;
        }
    }
}
