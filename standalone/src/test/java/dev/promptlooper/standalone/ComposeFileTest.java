package dev.promptlooper.standalone;

import static dev.promptlooper.standalone.ComposeFile.map;
import static dev.promptlooper.standalone.ComposeFile.mapOfMaps;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What can be said about the container set-up without a container engine.
class ComposeFileTest {

    private static final Path ROOT = Path.of(System.getProperty("promptlooper.root", ".."));
    private static final Set<String> SERVICE_KEYS = Set.of("image", "container_name", "restart", "build", "command",
            "environment",
            "volumes", "ports", "networks", "depends_on", "healthcheck", "stop_grace_period", "read_only", "tmpfs",
            "cap_drop",
            "security_opt", "init", "shm_size");
    private static final Set<String> HEALTH_KEYS = Set.of("test", "interval", "timeout", "retries", "start_period");

    /// Where the API finds the only proxy that it believes by itself.
    private static final String WEB = "172.33.0.200";

    private final Map<String, Object> file = ComposeFile.load();
    private final Map<String, Map<String, Object>> services = ComposeFile.services();

    @Test
    void projectHasItsNameAndKnowsNoOtherTopLevelKeys() {
        assertThat(file).containsEntry("name", "xpltd_promptlooper");
        assertThat(file.keySet().stream().filter(key -> !key.startsWith("x-"))).containsExactlyInAnyOrder("name",
                "services",
                "networks");
    }

    @Test
    void servicesUseOnlyKnownKeysAndAreCompleteForStartAndHealth() {
        assertThat(services.keySet()).containsExactlyInAnyOrder("db", "kafka", "projector", "scoring", "executor",
                "api", "mcp",
                "web");
        services.forEach((name, service) -> {
            assertThat(SERVICE_KEYS).describedAs(name).containsAll(service.keySet());
            assertThat(service).describedAs(name)
                    .containsEntry("container_name", "promptlooper-" + name)
                    .containsEntry("networks", name.equals("web")
                            ? Map.of("promptlooper", Map.of("ipv4_address", WEB))
                            : List.of("promptlooper"))
                    .containsKeys("image", "healthcheck", "restart");
            assertThat(HEALTH_KEYS).describedAs(name).isEqualTo(map(service.get("healthcheck")).keySet());
        });
    }

    @Test
    void networkIsTheFixedBridge() {
        Map<String, Object> network = map(mapOfMaps(file.get("networks")).get("promptlooper"));
        assertThat(network).containsEntry("name", "promptlooper")
                .containsEntry("driver", "bridge")
                .containsEntry("ipam", Map.of("config", List.of(Map.of("subnet", "172.33.0.0/24"))));
    }

    @Test
    void s05ApiBelievesTheClientAddressOfItsOwnProxyOnly() throws IOException {
        Map<String, Object> api = Objects.requireNonNull(services.get("api"));
        assertThat(map(api.get("environment"))).containsEntry("PROMPTLOOPER_TRUSTED_PROXIES",
                WEB + " ${PROMPTLOOPER_TRUSTED_PROXIES:-}");
        assertThat(Files.readString(ROOT.resolve("web/nginx.conf")))
                .contains("proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;");
    }

    @Test
    void s49PublishedPortsAreTheFixedOnesAndLoopbackUnlessChosen() {
        Map<String, List<?>> ports = services.entrySet()
                .stream()
                .filter(entry -> entry.getValue().containsKey("ports"))
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> (List<?>) entry.getValue().get("ports")));
        String address = "${PUBLISH_ADDRESS:-127.0.0.1}:";
        assertThat(ports)
                .isEqualTo(Map.of("web", List.of(address + "8400:8400"), "mcp", List.of(address + "8401:8401"), "db",
                        List.of(address + "5434:5432"), "kafka", List.of(address + "9092:9092")));
    }

    @Test
    void dataLiesInTheFixedBindMounts() {
        services.forEach((name, service) -> {
            if (service.get("volumes") instanceof List<?> volumes) {
                assertThat(volumes).describedAs(name)
                        .allSatisfy(volume -> assertThat(String.valueOf(volume))
                                .matches("/vmPool/r/services/promptlooper_[a-z]+:/[a-z/]+(:ro)?"));
            }
        });
        assertThat(services.get("db")).extracting("volumes").asString().contains("promptlooper_db:");
        assertThat(services.get("kafka")).extracting("volumes").asString().contains("promptlooper_kafka:");
    }

    @Test
    void everyServiceWaitsForTheHealthOfWhatItNeeds() {
        for (String name : List.of("projector", "scoring", "executor", "api")) {
            assertThat(dependencies(name)).describedAs(name).contains("db", "kafka");
        }
        assertThat(dependencies("api")).contains("projector", "scoring", "executor");
        assertThat(dependencies("web")).contains("api", "projector");
        assertThat(dependencies("mcp")).contains("web");
    }

    @Test
    void imagesArePinned() {
        services.values()
                .forEach(service -> assertThat(String.valueOf(service.get("image")))
                        .matches("[a-z/]+:[0-9][0-9a-z.-]*"));
        assertThat(services.get("kafka")).containsEntry("image", "apache/kafka:4.2.1");
    }

    @Test
    void everyVariableIsExplainedAndNoneIsExplainedInVain() throws IOException {
        // Given
        Matcher uses = Pattern.compile("\\$\\{([A-Z_]+)[:}]")
                .matcher(Files.readString(ROOT.resolve("docker-compose.yml")));
        Set<String> used = uses.results().map(use -> use.group(1)).collect(Collectors.toCollection(TreeSet::new));
        // When
        List<String> lines = Files.readAllLines(ROOT.resolve("env.example"));
        Set<String> explained = lines.stream()
                .filter(line -> line.contains("=") && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .collect(Collectors.toCollection(TreeSet::new));
        // Then
        assertThat(explained).isEqualTo(used);
        assertThat(lines).noneMatch(line -> line.matches("[A-Z_]*(PASSWORD|KEY)=.+"));
    }

    @Test
    void imagesAreBuiltInStagesAndDoNotRunAsRoot() throws IOException {
        for (String name : List.of("standalone/Dockerfile", "web/Dockerfile")) {
            String dockerfile = Files.readString(ROOT.resolve(name));
            List<String> from = dockerfile.lines().filter(line -> line.startsWith("FROM ")).toList();
            assertThat(from).describedAs(name)
                    .hasSizeGreaterThan(1)
                    .allMatch(line -> line.matches("FROM \\S+:[0-9]\\S*( AS \\w+)?"));
            assertThat(dockerfile).describedAs(name)
                    .doesNotContain(":latest")
                    .containsPattern("(?m)^USER [1-9][0-9]*:[1-9][0-9]*$");
            assertThat(dockerfile.lastIndexOf("\nUSER ")).isGreaterThan(dockerfile.lastIndexOf("\nFROM "));
        }
    }

    private Set<String> dependencies(String name) {
        Map<String, Map<String, Object>> needs = mapOfMaps(map(services.get(name)).get("depends_on"));
        assertThat(needs.values()).allSatisfy(need -> assertThat(need).containsEntry("condition", "service_healthy"));
        assertThat(services.keySet()).containsAll(needs.keySet());
        return needs.keySet();
    }
}
