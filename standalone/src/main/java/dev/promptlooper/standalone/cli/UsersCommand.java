package dev.promptlooper.standalone.cli;

import dev.promptlooper.standalone.runtime.LocalAccess;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `promptlooper users`: people and their roles.
@Command(name = "users", mixinStandardHelpOptions = true, description = "List and add users, change their role, make them a link to sign in.", subcommands = {
    UsersCommand.ListUsers.class, UsersCommand.Add.class, UsersCommand.Change.class, UsersCommand.NewLink.class})
public final class UsersCommand extends CommandGroup {

    /// `users list`.
    @Command(name = "list", mixinStandardHelpOptions = true, description = "List users.")
    static final class ListUsers extends ClientCommand {

        @Mixin
        private final ClientOptions client = new ClientOptions();

        @Override
        int execute() {
            try (Api api = client.connect()) {
                JsonNode users = api.get("/api/v1/users");
                if (wantsJson()) {
                    printJson(users);
                    return 0;
                }
                Table table = new Table("name", "role", "state", "last seen");
                for (JsonNode user : users.path("users")) {
                    table.add(List.of(user.path("name").asString(), user.path("role").asString(),
                            user.path("active").asBoolean() ? "active" : "locked",
                            user.path("lastSeenAt").asString("never")));
                }
                table.lines().forEach(out()::println);
                return 0;
            }
        }
    }

    /// `users add`.
    @Command(name = "add", mixinStandardHelpOptions = true, description = "Add a user and print the link that signs them in, once.")
    static final class Add extends ClientCommand {

        @Parameters(paramLabel = "NAME", description = "Small letters, digits, '.', '_' and '-'.")
        @SuppressWarnings("NullAway.Init") // picocli
        private String name;

        @Option(names = "--role", paramLabel = "ROLE", description = "viewer, editor or admin (default: viewer).")
        private String role = "viewer";

        @Mixin
        private final ClientOptions client = new ClientOptions();

        @Override
        int execute() {
            try (Api api = client.connect()) {
                JsonNode made = api.post("/api/v1/users", Map.of("name", name, "role", role));
                print(this, api, made, made.path("link"));
                return 0;
            }
        }
    }

    /// `users role`.
    @Command(name = "role", mixinStandardHelpOptions = true, sortOptions = false, description = "Change a user's role, or lock and unlock them; takes effect within five seconds.")
    static final class Change extends ClientCommand {

        @Parameters(index = "0", paramLabel = "NAME", description = "User.")
        @SuppressWarnings("NullAway.Init") // picocli
        private String name;

        @Parameters(index = "1", arity = "0..1", paramLabel = "ROLE", description = "viewer, editor or admin.")
        private @Nullable String role;

        @Option(names = "--active", paramLabel = "true|false", description = "Whether they may sign in.")
        private @Nullable Boolean active;

        @Mixin
        private final ClientOptions client = new ClientOptions();

        @Override
        int execute() {
            Map<String, Object> change = new LinkedHashMap<>();
            if (role != null) {
                change.put("role", role);
            }
            if (active != null) {
                change.put("active", active);
            }
            if (change.isEmpty()) {
                throw new CliFailure("nothing to change; give a role, or --active true or false");
            }
            try (Api api = client.connect()) {
                JsonNode user = api.send("PATCH", "/api/v1/users/" + Api.encode(name), change);
                tell(user, name + " is " + user.path("role").asString()
                        + (user.path("active").asBoolean() ? "" : ", locked"));
                return 0;
            }
        }
    }

    /// `users link`.
    @Command(name = "link", mixinStandardHelpOptions = true, description = "Print a new link that signs a user in, once; earlier ones end.")
    static final class NewLink extends ClientCommand {

        @Parameters(paramLabel = "NAME", description = "User.")
        @SuppressWarnings("NullAway.Init") // picocli
        private String name;

        @Mixin
        private final ClientOptions client = new ClientOptions();

        @Override
        int execute() {
            try (Api api = client.connect()) {
                JsonNode link = api.send("POST", "/api/v1/users/" + Api.encode(name) + "/links", null);
                print(this, api, link, link);
                return 0;
            }
        }
    }

    private static void print(ClientCommand command, Api api, JsonNode answer, JsonNode link) {
        command.tell(answer, LocalAccess.link(api.uri("").toString(), link.path("token").asString()));
    }
}
