package dev.promptlooper.standalone.cli;

import picocli.CommandLine.Option;

/// `--help` of every client command.
final class HelpOptions {

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public String toString() {
        return "help " + help;
    }
}
