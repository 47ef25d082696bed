package dev.promptlooper.mcp.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.testkit.Repository;
import dev.promptlooper.mcp.testkit.GatewayUnderTest;
import dev.promptlooper.mcp.testkit.StdioProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Whoever copies a block of the README into the client it is for is connected: the block is read as that client reads it, and the
/// Inspector connects with what it says.
class ReadmeIT {

    private static final String KEY = "pl_readme";
    private static final String VARIABLE = "PROMPTLOOPER_API_KEY";
    private static final String DOCUMENTED = "http://127.0.0.1:8401/mcp";

    @TempDir
    private static Path folder;

    @RegisterExtension
    private static final GatewayUnderTest GATEWAY = GatewayUnderTest.production(api -> {
        api.key(KEY, "ada", "k_readme00", Scope.READ, Scope.WRITE, Scope.RUN);
        api.answer("/api/v1/overview", "{}");
    });

    /// The fenced block that follows a line which begins like this, in the README's section on agents.
    private static String block(String lead, String language) throws IOException {
        String readme = Files.readString(Repository.file("README.md"));
        String agents = readme.substring(readme.indexOf("\n## Agents\n"), readme.indexOf("\n## More\n"));
        return one(agents, "\n" + Pattern.quote(lead) + "[^\n]*:\n\n```" + language + "\n(.*?)```").strip();
    }

    private static String one(String text, String pattern) {
        List<String> found = Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        assertThat(found).as(pattern + " in " + text).hasSize(1);
        return found.getFirst();
    }

    private static ObjectNode http(String url, String authorization) {
        assertThat(url).isEqualTo(DOCUMENTED);
        ObjectNode server = Json.MAPPER.createObjectNode()
                .put("type", "streamable-http")
                .put("url", GATEWAY.url() + "/mcp");
        server.putObject("headers").put("Authorization", authorization);
        return server;
    }

    private static void connects(ObjectNode server) throws Exception {
        ObjectNode config = Json.MAPPER.createObjectNode();
        config.putObject("mcpServers").set("promptlooper", server);
        Path file = Files.writeString(Files.createTempFile(folder, "client", ".json"), Json.write(config));
        NodeTools.Run run = NodeTools.inspector(folder, "--cli", "--catalog", file.toString(), "--server",
                "promptlooper", "--format", "json", "--method", "tools/list");
        assertThat(run.exitCode()).as(config + "\n" + run.err() + run.out()).isZero();
        assertThat(Json.MAPPER.readTree(run.out()).findPath("tools").size()).isEqualTo(25);
    }

    @Test
    void keyIsWhereTheBlocksLookForIt() throws Exception {
        // When
        String block = block("Agents work over MCP", "bash");
        // Then
        assertThat(block).startsWith("export " + VARIABLE + "=\"$(./promptlooper keys create ");
    }

    @Test
    void blockForClaudeCodeConnects() throws Exception {
        // Given
        String block = block("Claude Code", "bash").replace("$" + VARIABLE, KEY);
        // When
        String url = one(block, "^claude mcp add --transport http promptlooper (\\S+) --header \"[^\"]+\"$");
        String header = one(block, "--header \"([^\"]+)\"");
        // Then
        assertThat(header).startsWith("Authorization: ");
        connects(http(url, header.substring("Authorization: ".length())));
    }

    @Test
    void blockForCodexConnects() throws Exception {
        // Given
        String block = block("Codex", "toml");
        // When
        assertThat(block).startsWith("[mcp_servers.promptlooper]\n");
        String variable = one(block, "\nbearer_token_env_var = \"([A-Z_]+)\"");
        // Then
        assertThat(variable).isEqualTo(VARIABLE);
        connects(http(one(block, "\nurl = \"([^\"]+)\""), "Bearer " + KEY));
    }

    @Test
    void blockForCursorConnects() throws Exception {
        // Given
        JsonNode server = Json.MAPPER.readTree(block("Cursor", "json")).path("mcpServers").path("promptlooper");
        // When
        String authorization = server.path("headers").path("Authorization").asString("");
        // Then
        assertThat(authorization).contains("${env:" + VARIABLE + "}");
        connects(http(server.path("url").asString(""), authorization.replace("${env:" + VARIABLE + "}", KEY)));
    }

    @Test
    void blockForVsCodeConnects() throws Exception {
        // Given
        JsonNode file = Json.MAPPER.readTree(block("VS Code", "json"));
        JsonNode server = file.path("servers").path("promptlooper");
        // When
        String reference = "${input:" + file.path("inputs").path(0).path("id").asString("") + "}";
        String authorization = server.path("headers").path("Authorization").asString("");
        // Then
        assertThat(server.path("type").asString("")).isEqualTo("http");
        assertThat(authorization).contains(reference);
        connects(http(server.path("url").asString(""), authorization.replace(reference, KEY)));
    }

    /// The launcher belongs to another module: here a program of the same name runs the bridge when it is called as the block says.
    @Test
    void blockForClientsThatStartProgramsConnects() throws Exception {
        // Given
        ObjectNode server = (ObjectNode) Json.MAPPER
                .readTree(block("Clients that only start programs", "json"))
                .path("mcpServers")
                .path("promptlooper");
        assertThat(server.path("command").asString("")).isEqualTo("/path/to/promptlooper");
        Path launcher = StdioProgram.install(folder, List.of("mcp", "--stdio"));
        // When
        server.put("command", launcher.toString());
        server.putObject("env").put(VARIABLE, KEY).put("PROMPTLOOPER_MCP_URL", GATEWAY.url() + "/mcp");
        // Then
        connects(server);
    }
}
