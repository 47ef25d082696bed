package dev.promptlooper.standalone.cli;

import dev.promptlooper.standalone.runtime.InstanceOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/// `promptlooper plan FILE`: what a sweep would do and cost, without launching it.
@Command(name = "plan", mixinStandardHelpOptions = true, sortOptions = false, description = "Say what a sweep would do and cost, without launching it.")
public final class PlanCommand extends ClientCommand {

    @Parameters(paramLabel = "FILE", description = "Sweep file (YAML).")
    @SuppressWarnings("NullAway.Init") // picocli
    private Path file;

    @Option(names = "--set", paramLabel = "PLACE=VALUE", description = "Replace a part of the file. Repeatable.")
    private Map<String, String> sets = new LinkedHashMap<>();

    @Option(names = "--url", paramLabel = "URL", description = "Address of a running instance (default: $PROMPTLOOPER_URL).")
    private @Nullable String url;

    @Mixin
    private final KeyOption key = new KeyOption();

    @Mixin
    private final InstanceOptions instance = new InstanceOptions();

    @Override
    int execute() {
        SweepFile sweep = SweepFile.load(file, sets);
        ValidateCommand.refuse(sweep);
        try (Lease lease = Lease.open(instance, url, key, sweep.endpoints(), line -> {
            err().println(line);
            err().flush();
        })) {
            JsonNode plan = lease.api()
                    .post("/api/v1/sweeps:plan", new SweepRun(lease.api(), System::nanoTime).request(sweep));
            if (wantsJson()) {
                printJson(plan);
            } else {
                lines(plan.path("plan")).forEach(out()::println);
            }
            return plan.path("plan").path("problems").isEmpty() ? 0 : 1;
        }
    }

    static List<String> lines(JsonNode plan) {
        List<String> lines = new ArrayList<>();
        lines.add("candidates  " + Figures.count(plan.path("candidates").asLong()));
        lines.add("runs        " + Figures.count(plan.path("runs").asLong()) + " = candidates × "
                + Figures.count(plan.path("cases").asLong()) + " cases × " + plan.path("repeats").asLong()
                + " repeats");
        lines.add("cached      " + (plan.path("knownAnswersExact").asBoolean(true) ? "" : "about ")
                + Figures.count(plan.path("knownAnswers").asLong()));
        JsonNode search = plan.path("search");
        lines.add("calls       " + (search.isObject()
                ? range(search.path("calls"), value -> Figures.count(Math.round(value))) + "  of "
                        + Figures.count(search.path("gridCalls").asLong()) + " for the full grid"
                : Figures.count(plan.path("calls").asLong())));
        lines.add("tokens      " + range(plan.path("tokens"), value -> Figures.count(Math.round(value))));
        lines.add("cost        " + range(plan.path("costUsd"), Figures::usd));
        lines.add("duration    "
                + range(plan.path("durationSeconds"),
                        value -> Figures.duration(Duration.ofMillis(Math.round(value * 1000)))));
        section(lines, "assuming", plan.path("assumptions"));
        section(lines, "note", plan.path("warnings"));
        for (JsonNode problem : plan.path("problems")) {
            lines.add(
                    "cannot run: " + problem.path("field").asString("") + ": " + problem.path("message").asString(""));
        }
        return lines;
    }

    private static String range(JsonNode range, DoubleFunction<String> text) {
        if (!range.isObject()) {
            return "unknown";
        }
        return text.apply(range.path("expected").asDouble()) + "  (" + text.apply(range.path("low").asDouble()) + " to "
                + text.apply(range.path("high").asDouble()) + ")";
    }

    private static void section(List<String> lines, String name, JsonNode sentences) {
        sentences.forEach(sentence -> lines.add(name + ": " + sentence.asString("")));
    }
}
