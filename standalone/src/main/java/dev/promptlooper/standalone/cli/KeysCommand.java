package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `promptlooper keys`: API keys for machines.
@Command(name = "keys", mixinStandardHelpOptions = true, description = "List, create and revoke API keys.", subcommands = {
    KeysCommand.ListKeys.class, KeysCommand.Create.class, KeysCommand.Revoke.class})
public final class KeysCommand extends CommandGroup {

    /// `keys list`.
    @Command(name = "list", mixinStandardHelpOptions = true, description = "List keys, without the keys themselves.")
    static final class ListKeys extends ClientCommand {

        @Mixin
        private final ClientOptions client = new ClientOptions();

        @Override
        int execute() {
            try (Api api = client.connect()) {
                JsonNode keys = api.get("/api/v1/keys");
                if (wantsJson()) {
                    printJson(keys);
                    return 0;
                }
                Table table = new Table("id", "name", "owner", "scopes", "expires", "last used");
                for (JsonNode key : keys.path("keys")) {
                    table.add(List.of(key.path("id").asString(), key.path("name").asString(),
                            key.path("owner").asString(), words(key.path("scopes")),
                            key.path("expiresAt").asString("never"),
                            key.hasNonNull("revokedAt") ? "revoked" : key.path("lastUsedAt").asString("never used")));
                }
                table.lines().forEach(out()::println);
                return 0;
            }
        }
    }

    /// `keys create`.
    @Command(name = "create", mixinStandardHelpOptions = true, sortOptions = false, description = "Make a key and print it. It is never shown again.")
    static final class Create extends ClientCommand {

        @Parameters(paramLabel = "NAME", description = "What it is for.")
        @SuppressWarnings("NullAway.Init") // picocli
        private String name;

        @Option(names = "--scopes", split = ",", paramLabel = "SCOPE", description = "read, write, run, admin (default: read).")
        private List<String> scopes = List.of("read");

        @Option(names = "--expires", paramLabel = "TIME", description = "When it ends, for example 2027-01-01T00:00:00Z (default: never).")
        private @Nullable String expires;

        @Option(names = "--daily-usd", paramLabel = "USD", description = "What it may commit per UTC day (default: no limit).")
        private @Nullable Double dailyUsd;

        @Mixin
        private final ClientOptions client = new ClientOptions();

        @Override
        int execute() {
            Map<String, Object> wish = new LinkedHashMap<>();
            wish.put("name", name);
            wish.put("scopes", scopes);
            if (expires != null) {
                wish.put("expiresAt", expires);
            }
            if (dailyUsd != null) {
                wish.put("dailySpendUsd", dailyUsd);
            }
            try (Api api = client.connect()) {
                JsonNode made = api.post("/api/v1/keys", wish);
                tell(made, made.path("secret").asString());
                return 0;
            }
        }
    }

    /// `keys revoke`.
    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Revoke a key; it stops working within five seconds.")
    static final class Revoke extends ClientCommand {

        @Parameters(paramLabel = "ID", description = "Id of the key, as `keys list` shows it.")
        @SuppressWarnings("NullAway.Init") // picocli
        private String id;

        @Mixin
        private final ClientOptions client = new ClientOptions();

        @Override
        int execute() {
            try (Api api = client.connect()) {
                api.send("DELETE", "/api/v1/keys/" + Api.encode(id), null);
                tell(Map.of("revoked", id), "revoked " + id);
                return 0;
            }
        }
    }

    static String words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asString()));
        return String.join(",", words);
    }
}
