package dev.promptlooper.standalone.security;

import static dev.promptlooper.standalone.security.SourcesTest.Found.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.testkit.Repository;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Ways of writing code that are not taken, because a promise of `docs/security.md` rests on that.
class SourcesTest {

    private static final List<String> MODULES = List.of("contracts", "producer-api", "executor", "scoring-streams",
            "projector", "mcp-gateway", "standalone");

    /// A file and the line that should not be in it.
    record Found(String file, String line) {

        static List<Found> in(Path folder, String files, Pattern wrong) throws IOException {
            List<Found> found = new ArrayList<>();
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path file : all.filter(each -> each.toString().matches(files)).toList()) {
                    for (String line : Files.readAllLines(file)) {
                        if (wrong.matcher(line).find() && !line.strip().startsWith("//")
                                && !line.strip().startsWith("*")) {
                            found.add(new Found(folder.relativize(file).toString(), line.strip()));
                        }
                    }
                }
            }
            return found;
        }
    }

    @Test
    void s22DashboardHasNoWayToTurnTextIntoMarkupOrCode() throws IOException {
        // Given
        Pattern wrong = Pattern
                .compile("dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\\.write"
                        + "|createContextualFragment|srcdoc|srcDoc|\\beval\\(|new Function\\(|setTimeout\\(\\s*[\"'`]|DOMParser");
        JsonNode rules = Json.MAPPER.readTree(Files.readString(Repository.file("web/biome.json")))
                .path("linter")
                .path("rules");
        // Then
        assertThat(in(Repository.file("web/src"), ".*\\.tsx?", wrong)).isEmpty();
        assertThat(rules.path("security").path("noDangerouslySetInnerHtml").asString()).isEqualTo("error");
        assertThat(rules.path("security").path("noGlobalEval").asString()).isEqualTo("error");
    }

    @Test
    void s45NothingIsDeserialisedIntoWhatTheSenderNames() throws IOException {
        assertThat(inJava(
                "ObjectInputStream|activateDefaultTyping|enableDefaultTyping|@JsonTypeInfo\\(.*Id\\.(MINIMAL_)?CLASS"
                        + "|trusted\\.packages|JsonDeserializer\\.TRUSTED_PACKAGES|XMLDecoder|new Yaml\\(|SerializationUtils\\.deserialize"))
                .isEmpty();
    }

    @Test
    void s47NoParserOfPathsEntitiesOrExpressionsIsFedByUsers() throws IOException {
        assertThat(inJava("javax\\.xml\\.|org\\.w3c\\.dom|com\\.jayway\\.jsonpath|javax\\.script|SpelExpressionParser"
                + "|org\\.mozilla\\.javascript|org\\.graalvm|groovy\\.lang|freemarker|org\\.apache\\.velocity|jinjava"))
                .isEmpty();
    }

    @Test
    void s23TemplatesAreRenderedByOurOwnParserOnly() throws IOException {
        for (String module : MODULES) {
            assertThat(Files.readString(Repository.file(module + "/pom.xml"))).doesNotContain("mustache", "handlebars",
                    "thymeleaf", "freemarker", "velocity", "pebble");
        }
    }

    private static List<Found> inJava(String wrong) throws IOException {
        List<Found> found = new ArrayList<>();
        for (String module : MODULES) {
            found.addAll(in(Repository.file(module + "/src/main/java"), ".*\\.java", Pattern.compile(wrong)));
        }
        return found;
    }
}
