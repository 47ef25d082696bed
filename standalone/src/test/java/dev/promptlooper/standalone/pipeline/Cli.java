package dev.promptlooper.standalone.pipeline;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.Main;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// One call of the command line, in this JVM.
///
/// @param exitCode what the program would exit with
/// @param out      standard output
/// @param err      standard error
record Cli(int exitCode, String out, String err) {

    static Cli run(String... arguments) {
        CommandLine line = Main.commandLine();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int code = line.execute(arguments);
        return new Cli(code, out.toString(), err.toString());
    }

    /// With `--data` and `--json`: at the instance of a directory, with the key that lies there.
    static Cli on(Path data, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString(), "--json"));
        return run(all.toArray(String[]::new));
    }

    JsonNode json() {
        if (exitCode != 0 && out.isBlank()) {
            throw new AssertionError("exit code " + exitCode + ": " + err);
        }
        return Json.read(out, JsonNode.class);
    }
}
