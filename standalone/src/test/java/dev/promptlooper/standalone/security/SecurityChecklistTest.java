package dev.promptlooper.standalone.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.testkit.Repository;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The table of `docs/security.md` and the tests agree: every promise is kept by a test that carries its number, or the document
/// says why there is none, and every test that carries a number is in the table.
class SecurityChecklistTest {

    private static final List<String> NUMBERS = List.of("S01", "S02", "S03", "S04", "S05", "S06", "S10", "S11", "S12",
            "S13", "S14", "S20", "S21", "S22", "S23", "S24", "S30", "S31", "S32", "S33", "S34", "S40", "S41", "S42",
            "S43",
            "S44", "S45", "S46", "S47", "S48", "S49");
    private static final Pattern ROW = Pattern.compile("^\\| (S[0-9]{2}) \\| (.+) \\| (.+) \\|$", Pattern.MULTILINE);
    private static final Pattern NAMED = Pattern.compile("`([A-Za-z0-9]+(?:Test|IT)|[a-z-]+\\.(?:e2e|test)\\.tsx?)`");
    private static final Pattern METHOD = Pattern.compile("(?<=void )s[0-9]{2}(?=[A-Z]\\w*\\()");
    private static final Pattern TITLE = Pattern.compile("\"[^\"\\n]*\"");
    private static final Pattern NUMBER = Pattern.compile("\\bS[0-9]{2}\\b|^s[0-9]{2}$");

    /// Number → files of tests that carry it.
    private final Map<String, TreeSet<String>> tests = new TreeMap<>();
    private final Map<String, String> rows = new TreeMap<>();

    SecurityChecklistTest() throws IOException {
        try (Stream<Path> files = Files.walk(Repository.file("pom.xml").resolveSibling(""))) {
            for (Path file : files.filter(SecurityChecklistTest::isTest).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                Pattern carriers = file.toString().endsWith(".java") ? METHOD : TITLE;
                for (MatchResult carrier : carriers.matcher(Files.readString(file)).results().toList()) {
                    NUMBER.matcher(carrier.group())
                            .results()
                            .map(number -> number.group().toUpperCase(Locale.ROOT))
                            .forEach(number -> tests.computeIfAbsent(number, _ -> new TreeSet<>()).add(name));
                }
            }
        }
        String document = Files.readString(Repository.file("docs/security.md"));
        for (MatchResult row : ROW.matcher(document).results().toList()) {
            assertThat(rows.put(row.group(1), row.group(3))).describedAs(row.group(1) + " is there twice").isNull();
        }
    }

    @Test
    void everyPromiseIsInTheDocumentAndNoneIsInvented() {
        assertThat(rows.keySet()).containsExactlyInAnyOrderElementsOf(NUMBERS);
        assertThat(NUMBERS).containsAll(tests.keySet());
    }

    @Test
    void everyPromiseHasATestOrAReason() {
        List<String> problems = new ArrayList<>();
        rows.forEach((number, text) -> {
            List<String> named = NAMED.matcher(text).results().map(match -> match.group(1)).toList();
            if (named.isEmpty() && !text.startsWith("no test: ")) {
                problems.add(number + " names no test and gives no reason after 'no test: '");
            }
            named.stream()
                    .filter(name -> !tests.getOrDefault(number, new TreeSet<>()).contains(name))
                    .forEach(name -> problems.add(number + ": " + name + " has no test of that number"));
        });
        assertThat(problems).isEmpty();
    }

    @Test
    void everyTestWithANumberIsInTheTable() {
        List<String> problems = new ArrayList<>();
        tests.forEach((number, names) -> names.stream()
                .filter(name -> !rows.getOrDefault(number, "").contains("`" + name + "`"))
                .forEach(
                        name -> problems.add(name + " has a test " + number + " that docs/security.md does not name")));
        assertThat(problems).isEmpty();
    }

    private static boolean isTest(Path file) {
        String path = file.toString().replace('\\', '/');
        return !path.contains("/node_modules/") && !path.contains("/target/")
                && (path.matches(".*/src/test/java/.*\\.java") || path.matches(".*/web/(e2e|test)/.*\\.(ts|tsx)"));
    }
}
