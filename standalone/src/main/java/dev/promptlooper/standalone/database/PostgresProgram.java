package dev.promptlooper.standalone.database;

import dev.promptlooper.standalone.StartFailure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs one of PostgreSQL's own programs. They refuse to run as root; there they run in a user namespace of their own, in
/// which they are nobody.
final class PostgresProgram {

    private final Path home;
    private final List<String> prefix;

    PostgresProgram(Path home) {
        this.home = home;
        this.prefix = prefixFor(System.getProperty("user.name", ""));
    }

    /// @param exitCode 0 when it went well
    /// @param output   what it printed
    record Result(int exitCode, String output) {

        boolean failed() {
            return exitCode != 0;
        }
    }

    Result run(String program, String... arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return execute(command);
    }

    private static List<String> prefixFor(String user) {
        if (!user.equals("root")) {
            return List.of();
        }
        List<String> namespace = List.of("unshare", "-U");
        List<String> probe = new ArrayList<>(namespace);
        probe.add("true");
        try {
            if (!execute(probe).failed()) {
                return namespace;
            }
        } catch (StartFailure e) {
            // no unshare on this machine: the same advice
        }
        throw new StartFailure("PostgreSQL refuses to run as root and this machine has no user namespaces; "
                + "start PromptLooper as another user, or set DATABASE_URL to an external PostgreSQL");
    }

    private static Result execute(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new StartFailure("cannot run " + command.getFirst() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailure("interrupted while running " + String.join(" ", command), e);
        }
    }
}
