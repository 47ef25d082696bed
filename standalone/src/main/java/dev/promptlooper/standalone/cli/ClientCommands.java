package dev.promptlooper.standalone.cli;

import dev.promptlooper.standalone.cli.ArchiveCommands.ArchiveCommand;
import dev.promptlooper.standalone.cli.ArchiveCommands.UnarchiveCommand;
import dev.promptlooper.standalone.cli.SteerCommands.BudgetCommand;
import dev.promptlooper.standalone.cli.SteerCommands.CancelCommand;
import dev.promptlooper.standalone.cli.SteerCommands.ConcurrencyCommand;
import dev.promptlooper.standalone.cli.SteerCommands.PauseCommand;
import dev.promptlooper.standalone.cli.SteerCommands.PinCommand;
import dev.promptlooper.standalone.cli.SteerCommands.PriorityCommand;
import dev.promptlooper.standalone.cli.SteerCommands.PruneCommand;
import dev.promptlooper.standalone.cli.SteerCommands.ResumeCommand;
import dev.promptlooper.standalone.cli.SteerCommands.UnpinCommand;
import dev.promptlooper.standalone.cli.SteerCommands.UnpruneCommand;

import java.util.List;

/// The client-side commands that the root command registers.
public final class ClientCommands {

    private ClientCommands() {}

    /// Command classes, annotated for picocli, in the order of the help.
    public static List<Class<?>> all() {
        return List.of(DemoCommand.class, RunCommand.class, PlanCommand.class, ValidateCommand.class,
                SweepsCommand.class,
                StatusCommand.class, LeaderboardCommand.class, VerdictCommand.class, ExportCommand.class,
                PauseCommand.class,
                ResumeCommand.class, CancelCommand.class, PruneCommand.class, UnpruneCommand.class, PinCommand.class,
                UnpinCommand.class, BudgetCommand.class, ConcurrencyCommand.class, PriorityCommand.class,
                ArchiveCommand.class, UnarchiveCommand.class,
                LoginCommand.class, KeysCommand.class, UsersCommand.class, McpCommand.class,
                FakeLlmCommand.class, TrainCommand.class);
    }
}
