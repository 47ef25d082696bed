package dev.promptlooper.standalone;

import dev.promptlooper.standalone.bench.BenchCommand;
import dev.promptlooper.standalone.cli.ClientCommands;
import dev.promptlooper.standalone.cluster.BrokerCommand;
import dev.promptlooper.standalone.cluster.ClusterCommand;
import dev.promptlooper.standalone.cluster.ServiceCommand;
import dev.promptlooper.standalone.runtime.UpCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The `promptlooper` program: `promptlooper COMMAND`.
///
/// Exit codes: 0 fine, 1 an error that is explained in one line, 2 wrong usage; commands may have others of their own.
@Command(name = "promptlooper", mixinStandardHelpOptions = true, version = "promptlooper 0.1.0", description = "Tunes prompts, models and parameters against data.")
public final class Main implements Runnable {

    private static final int FAILED = 1;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private Main() {}

    /// Runs one command and ends the JVM with its exit code.
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments)); // a stray client thread must not keep the process
    }

    /// The whole command tree, with the error handling of the program.
    public static CommandLine commandLine() {
        CommandLine root = new CommandLine(new Main());
        commands().forEach(root::addSubcommand);
        root.setCaseInsensitiveEnumValuesAllowed(true); // reaches the subcommands that are there already
        root.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        root.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        root.setExecutionExceptionHandler((error, command, parsed) -> explain(error, command));
        return root;
    }

    private static List<Class<?>> commands() {
        List<Class<?>> commands = new ArrayList<>(
                List.of(UpCommand.class, ServiceCommand.class, ClusterCommand.class, BrokerCommand.class));
        commands.addAll(ClientCommands.all());
        commands.add(BenchCommand.class);
        return commands;
    }

    private static int explain(Exception error, CommandLine command) throws Exception {
        if (error instanceof StartFailure failure) {
            command.getErr().println("promptlooper: " + failure.getMessage());
            command.getErr().flush();
            return FAILED;
        }
        throw error; // a bug: with its stack trace
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
