package dev.promptlooper.standalone.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.ModelPrice;
import dev.promptlooper.standalone.fakellm.FakeLlm;
import dev.promptlooper.standalone.fakellm.FakeLlmOptions;
import dev.promptlooper.standalone.fakellm.Latency;
import dev.promptlooper.standalone.runtime.Pages;
import dev.promptlooper.standalone.runtime.StandaloneInstance;
import dev.promptlooper.standalone.runtime.StandaloneOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs the suite of `web/e2e` against an instance with a fake endpoint. Skipped, saying why, where the pages were not built
/// (`-DskipWeb`) or no Chromium is installed; CI installs one.
class DashboardIT {

    private static final Path WEB = Path.of(System.getProperty("promptlooper.root", "..")).resolve("web");
    private static final List<String> BROWSERS = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome");
    private static final int MINUTES = 15;

    @Test
    void dashboardPassesItsSuiteInARealBrowser(@TempDir Path data) throws Exception {
        // Given
        assumePagesAndBrowser();
        Path log = Files.createDirectories(Path.of("target")).resolve("dashboard-e2e.log");
        try (FakeLlm llm = FakeLlm.start(FakeLlmOptions.DEFAULT.withSeed(7).withLatency(Latency.parse("20")));
                StandaloneInstance instance = StandaloneInstance.start(
                        StandaloneOptions.ephemeral(data.resolve("data"), Map.of())
                                .withEndpoints(List.of(endpoint(llm))))) {
            // When
            ProcessBuilder suite = new ProcessBuilder("npm", "run", "--silent", "e2e").directory(WEB.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            suite.environment().put("PROMPTLOOPER_URL", instance.url().toString());
            suite.environment().put("PROMPTLOOPER_API_KEY", instance.localKey());
            suite.environment().put("NO_COLOR", "1");
            suite.environment().put("PROMPTLOOPER_API_KEY", instance.localKey());
            Process process = suite.start();
            boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            // Then
            assertThat(ended).describedAs("ended within %s minutes; %s", MINUTES, log).isTrue();
            assertThat(process.exitValue()).describedAs("%s:%n%s", log, end(log)).isZero();
        }
    }

    private static void assumePagesAndBrowser() throws IOException {
        String page = new String(new Pages().find("/").bytes(), StandardCharsets.UTF_8);
        assumeThat(page).describedAs("built pages (not -DskipWeb)").contains("/assets/");
        assumeThat(WEB.resolve("node_modules")).describedAs("packages of the suite").isDirectory();
        assumeThat(Stream.concat(BROWSERS.stream(), Stream.ofNullable(System.getenv("CHROMIUM"))).map(Path::of))
                .describedAs("an installed Chromium; set CHROMIUM to its path")
                .anyMatch(Files::isExecutable);
    }

    private static Endpoint endpoint(FakeLlm llm) {
        return new Endpoint("demo", llm.url(), null, Map.of(), 32, null, null, Duration.ofSeconds(20), 3, 64,
                Map.of("small", new ModelPrice(0.15, 0.6), "large", new ModelPrice(2.5, 10)));
    }

    private static String end(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 120), lines.size()));
    }
}
