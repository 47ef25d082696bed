package dev.promptlooper.standalone.bench;

import dev.promptlooper.standalone.bench.search.SearchBenchCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `promptlooper bench`: measures the program on this machine.
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Measure the program on this machine.", subcommands = {
    PipelineBenchCommand.class, SearchBenchCommand.class, LiveBenchCommand.class})
public final class BenchCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which benchmark?");
    }
}
