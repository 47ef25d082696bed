package dev.promptlooper.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.testkit.Repository;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The variables that the programs read, that the containers set, and that the documents explain are the same ones.
class VariablesTest {

    private static final Pattern IN_JAVA = Pattern.compile(
            "\"((?:PROMPTLOOPER|KAFKA|DATABASE|OPENAI|LLM)_[A-Z_]*[A-Z])\"|\\$\\{([A-Z_]{4,}):|\\$\\{(promptlooper\\.[a-z]+):");
    private static final Pattern IN_SCRIPT = Pattern.compile("\\$\\{?(PROMPTLOOPER_[A-Z_]+)");
    private static final Pattern IN_DOCUMENT = Pattern
            .compile("\\b((?:PROMPTLOOPER|KAFKA|DATABASE|OPENAI|LLM)_[A-Z_]*[A-Z])\\b");
    /// Names of which only the beginning is fixed, and those of tests.
    private static final Pattern OPEN = Pattern
            .compile("KAFKA_CLIENT_.*|PROMPTLOOPER_ENDPOINT_.+|PROMPTLOOPER_SHARED_DATA|PROMPTLOOPER_TESTCONTAINERS");
    /// Between our own processes, and between the launcher and its test.
    private static final Set<String> INTERNAL = Set.of("PROMPTLOOPER_SUPERVISED", "PROMPTLOOPER_JDK_DIRS",
            "PROMPTLOOPER_LOCAL_KEY_FILE");
    private static final Map<String, String> NOT_IN_CONTAINERS = Map.of(
            "PROMPTLOOPER_DATA", "a container has one state directory, not the layout of standalone",
            "PROMPTLOOPER_SIGNING_KEY_FILE", "the value is in .env",
            "PROMPTLOOPER_ADMIN_PASSWORD_FILE", "the value is in .env",
            "PROMPTLOOPER_API_KEY", "for the command line",
            "PROMPTLOOPER_REPLICATION", "there is one broker",
            "PROMPTLOOPER_PLANNER_COMMIT_MS", "tuning",
            "PROMPTLOOPER_PLANNER_TICK_MS", "tuning",
            "PROMPTLOOPER_PLANNER_LOST_AFTER_MS", "tuning");

    @Test
    void everyVariableThatIsReadIsExplained() throws IOException {
        // Given
        Set<String> read = readByThePrograms();
        read.addAll(found(IN_SCRIPT, Files.readString(Repository.file("promptlooper"))));
        read.removeAll(INTERNAL);
        // When
        String document = Files.readString(Repository.file("docs/operations.md"));
        // Then
        assertThat(read).as("explain it under \"Variables\" in docs/operations.md")
                .allMatch(name -> document.contains("`" + name));
    }

    @Test
    void everyVariableThatIsExplainedIsRead() throws IOException {
        // Given
        Set<String> known = readByThePrograms();
        known.addAll(found(IN_SCRIPT, Files.readString(Repository.file("promptlooper"))));
        known.addAll(found(IN_SCRIPT, Files.readString(Repository.file("web/nginx.conf"))));
        // When
        Set<String> explained = new TreeSet<>(found(IN_DOCUMENT, Files.readString(Repository.file("README.md"))));
        try (Stream<Path> files = Files.list(Repository.file("docs"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".md")).toList()) {
                explained.addAll(found(IN_DOCUMENT, Files.readString(file)));
            }
        }
        explained.removeIf(name -> OPEN.matcher(name).matches());
        // Then
        assertThat(known).as("nothing reads the others").containsAll(explained);
    }

    @Test
    void containersSetWhatTheServicesReadAndNothingElse() throws IOException {
        // Given
        Set<String> read = readByThePrograms();
        // When
        Set<String> set = new TreeSet<>();
        ComposeFile.services()
                .values()
                .stream()
                .filter(service -> String.valueOf(service.get("image")).startsWith("promptlooper/services:"))
                .forEach(service -> set.addAll(ComposeFile.map(service.get("environment")).keySet()));
        // Then
        set.remove("JAVA_TOOL_OPTIONS"); // the virtual machine's own
        assertThat(read).as("set in vain").containsAll(set);
        read.removeAll(NOT_IN_CONTAINERS.keySet());
        assertThat(set).as("not set; if it need not be, say why in this test").containsAll(read);
    }

    private static Set<String> readByThePrograms() throws IOException {
        Set<String> names = new TreeSet<>();
        Path root = Repository.file("pom.xml").resolveSibling("");
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                    .filter(each -> root.relativize(each).toString().contains("/src/main/java/"))
                    .toList()) {
                names.addAll(found(IN_JAVA, Files.readString(file)));
            }
        }
        names.removeIf(name -> INTERNAL.contains(name) || OPEN.matcher(name).matches());
        assertThat(names).contains("PORT", "DATABASE_URL", "PROMPTLOOPER_SCORERS");
        return names;
    }

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> names = new TreeSet<>();
        pattern.matcher(text).results().forEach(match -> {
            for (int group = 1; group <= match.groupCount(); group++) {
                if (match.group(group) != null) {
                    names.add(match.group(group).toUpperCase(Locale.ROOT).replace('.', '_'));
                }
            }
        });
        return names;
    }
}
