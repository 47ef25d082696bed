package dev.promptlooper.standalone.cli;

import dev.promptlooper.standalone.runtime.DataDirectory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// `promptlooper validate FILE`: checks a sweep file, without an instance and, when one runs, against its catalogue.
@Command(name = "validate", mixinStandardHelpOptions = true, sortOptions = false, description = "Check a sweep file; against the catalogue and the endpoints, too, when an instance runs.")
public final class ValidateCommand extends ClientCommand {

    @Parameters(paramLabel = "FILE", description = "Sweep file (YAML).")
    @SuppressWarnings("NullAway.Init") // picocli
    private Path file;

    @Option(names = "--set", paramLabel = "PLACE=VALUE", description = "Replace a part of the file. Repeatable.")
    private Map<String, String> sets = new LinkedHashMap<>();

    @Option(names = "--url", paramLabel = "URL", description = "Address of a running instance (default: $PROMPTLOOPER_URL).")
    private @Nullable String url;

    @Option(names = "--data", paramLabel = "DIR", description = "Data directory whose instance is meant.")
    private @Nullable Path data;

    @Mixin
    private final KeyOption key = new KeyOption();

    @Override
    int execute() {
        SweepFile sweep = SweepFile.load(file, sets);
        Path directory = data != null ? data : DataDirectory.defaultPath(System.getenv());
        List<Map<String, Object>> findings = new ArrayList<>();
        SweepCheck.check(sweep)
                .forEach(finding -> findings
                        .add(describe(sweep, finding.pointer(), finding.field(), finding.message())));
        Optional<URI> running = findings.isEmpty()
                ? ClientOptions.running(url, directory, System.getenv())
                : Optional.empty();
        if (running.isPresent()) {
            try (Api api = key.open(running.get(), directory, System.getenv())) {
                findings.addAll(ask(api, sweep));
            }
        }
        if (wantsJson()) {
            printJson(Map.of("valid", findings.isEmpty(), "errors", findings));
        } else if (findings.isEmpty()) {
            out().println(file + " is fine" + (running.isPresent()
                    ? " for the instance at " + running.get()
                    : " as far as can be seen without an instance; one that runs also checks scorers, metrics, dataset columns, endpoints and names of the catalogue"));
        } else {
            findings.forEach(finding -> out().println(finding.get("text")));
        }
        return findings.isEmpty() ? 0 : 1;
    }

    /// Refuses a file that is wrong in itself.
    ///
    /// @throws CliFailure with a line for everything that is wrong
    static void refuse(SweepFile sweep) {
        List<SweepCheck.Finding> findings = SweepCheck.check(sweep);
        if (!findings.isEmpty()) {
            throw new CliFailure(findings.stream()
                    .map(finding -> sweep.at(finding.pointer()) + finding.field() + ": " + finding.message())
                    .collect(Collectors.joining("\n")));
        }
    }

    private List<Map<String, Object>> ask(Api api, SweepFile sweep) {
        JsonNode reply = api.post("/api/v1/sweeps:validate", new SweepRun(api, System::nanoTime).request(sweep));
        reply.path("warnings").forEach(warning -> err().println("note: " + warning.asString("")));
        List<Map<String, Object>> findings = new ArrayList<>();
        for (JsonNode error : reply.path("problems")) {
            String field = error.path("field").asString("");
            findings.add(describe(sweep, SweepCheck.pointer(field), field, error.path("message").asString("")));
        }
        return findings;
    }

    private static Map<String, Object> describe(SweepFile sweep, String pointer, String field, String message) {
        Map<String, Object> finding = new LinkedHashMap<>();
        finding.put("field", field);
        Integer line = sweep.lines().line(pointer);
        if (line != null) {
            finding.put("line", line);
        }
        finding.put("message", message);
        finding.put("text", sweep.at(pointer) + field + ": " + message);
        return finding;
    }
}
