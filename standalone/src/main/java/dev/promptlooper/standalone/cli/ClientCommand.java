package dev.promptlooper.standalone.cli;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.StartFailure;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/// What all commands that talk to an instance share: output, `--json`, and errors as one line with exit code 1.
abstract class ClientCommand implements Callable<Integer> {

    /// Exit code of `run --fail-under` when the figure is not reached.
    static final int NOT_REACHED = 100;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    /// Does the work.
    ///
    /// @return exit code
    abstract int execute() throws InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        try {
            return execute();
        } catch (CliFailure | StartFailure e) {
            String message = String.valueOf(e.getMessage());
            err().println(json ? Json.write(java.util.Map.of("error", message)) : "promptlooper: " + message);
            err().flush();
            return 1;
        } finally {
            out().flush();
        }
    }

    boolean wantsJson() {
        return json;
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /// Prints what came of it: JSON where it is wanted, else a line.
    void tell(Object value, String line) {
        if (json) {
            printJson(value);
        } else {
            out().println(line);
        }
    }

    /// Prints a value as indented JSON.
    void printJson(Object value) {
        out().println(Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
    }
}
