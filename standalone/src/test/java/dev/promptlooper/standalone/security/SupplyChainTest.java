package dev.promptlooper.standalone.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.testkit.Repository;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.SpringVersion;
import org.springframework.kafka.core.KafkaTemplate;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is built from other people's code is built from exactly the code that was chosen.
class SupplyChainTest {

    private static final Pattern VERSION = Pattern.compile("<version>([^<]*)</version>|<[\\w.-]+\\.version>([^<]*)</");

    @Test
    void s48VersionsOfJavaLibrariesAreFixed() throws IOException {
        for (String module : List.of("", "contracts/", "producer-api/", "executor/", "scoring-streams/", "projector/",
                "mcp-gateway/", "web/", "standalone/")) {
            Path file = Repository.file(module + "pom.xml");
            Matcher versions = VERSION.matcher(Files.readString(file));
            while (versions.find()) {
                String version = Objects.requireNonNullElse(versions.group(1),
                        Objects.requireNonNullElse(versions.group(2), ""));
                boolean own = version.equals("0.1.0-SNAPSHOT");
                boolean tool = version.equals("[3.8,)") || version.equals("[25,)"); // of Maven and the JDK, not of a library
                assertThat(own || tool || version.matches("\\$\\{[\\w.-]+}|[0-9][\\w.-]*"))
                        .describedAs(module + "pom.xml: " + version)
                        .isTrue();
                assertThat(own || !version.contains("SNAPSHOT")).describedAs(module + "pom.xml: " + version).isTrue();
            }
        }
    }

    @Test
    void s48PackagesOfTheDashboardAreLockedByHashAndRunNothing() throws IOException {
        // Given
        JsonNode lock = Json.MAPPER.readTree(Files.readString(Repository.file("web/package-lock.json")));
        JsonNode manifest = Json.MAPPER.readTree(Files.readString(Repository.file("web/package.json")));
        // Then
        List<String> unlocked = new ArrayList<>();
        lock.path("packages").forEachEntry((name, item) -> {
            if (!name.isEmpty() && !item.path("integrity").asString("").startsWith("sha512-")) {
                unlocked.add(name);
            }
            assertThat(item.path("hasInstallScript").asBoolean(false)).describedAs(name + " wants to run a script")
                    .isFalse();
        });
        assertThat(unlocked).isEmpty();
        for (String kind : List.of("dependencies", "devDependencies")) {
            manifest.path(kind)
                    .forEachEntry((name, version) -> assertThat(version.asString()).describedAs(name)
                            .matches("[0-9]+\\.[0-9]+\\.[0-9]+[\\w.-]*"));
        }
        assertThat(Files.readAllLines(Repository.file("web/.npmrc"))).contains("ignore-scripts=true");
        assertThat(Files.readString(Repository.file("web/scripts/install.mjs"))).contains("\"ci\"");
        assertThat(Files.readString(Repository.file("web/Dockerfile"))).contains("npm ci", "web/.npmrc");
    }

    @Test
    void s48LibrariesAreNotOlderThanTheirLastKnownHole() {
        assertThat(AppInfoParser.getVersion()).satisfies(version -> atLeast(version, "4.0.0"));
        assertThat(SpringVersion.getVersion()).satisfies(version -> atLeast(version, "7.0.0"));
        // Endless loops by a malformed header of a dead letter, CVE-2026-59317.
        assertThat(KafkaTemplate.class.getPackage().getImplementationVersion())
                .satisfies(version -> atLeast(version, "4.1.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"standalone/Dockerfile", "web/Dockerfile"})
    void s49ImagesArePinnedAndRunAsNobodyInParticular(String name) throws IOException {
        // Given
        List<String> lines = Files.readAllLines(Repository.file(name));
        // Then
        assertThat(lines.stream().filter(line -> line.startsWith("FROM ")))
                .allMatch(line -> line.matches("FROM [a-z0-9/-]+:[0-9][\\w.-]*( AS \\w+)?"));
        String last = lines.stream().filter(line -> line.startsWith("USER ")).reduce("", (_, line) -> line);
        assertThat(last).matches("USER [1-9][0-9]+:[1-9][0-9]+");
        assertThat(lines.stream().filter(line -> line.startsWith("ADD "))).isEmpty();
    }

    private static void atLeast(String version, String floor) {
        assertThat(Version.parse(version)).isGreaterThanOrEqualTo(Version.parse(floor));
    }
}
