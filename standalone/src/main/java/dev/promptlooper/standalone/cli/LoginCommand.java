package dev.promptlooper.standalone.cli;

import dev.promptlooper.standalone.runtime.LocalAccess;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `promptlooper login`: a link that signs its reader in on the dashboard.
@Command(name = "login", mixinStandardHelpOptions = true, sortOptions = false, description = "Print a link that signs you in on the dashboard. It works once, within a day.")
public final class LoginCommand extends ClientCommand {

    @Option(names = "--user", paramLabel = "NAME", description = "Whom it signs in (default: the only admin; where nobody is there yet, the first one, admin).")
    private @Nullable String user;

    @Mixin
    private final ClientOptions client = new ClientOptions();

    @Override
    int execute() {
        try (Api api = client.connect()) {
            JsonNode link = link(api);
            String page = LocalAccess.link(api.uri("").toString(),
                    link.path("token").asString());
            tell(Map.of("link", page, "expiresAt", link.path("expiresAt").asString("")), page);
            return 0;
        }
    }

    private JsonNode link(Api api) {
        List<String> admins = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (JsonNode known : api.get("/api/v1/users").path("users")) {
            String name = known.path("name").asString();
            all.add(name);
            if (known.path("role").asString().equals("admin") && known.path("active").asBoolean()) {
                admins.add(name);
            }
        }
        if (all.isEmpty()) {
            return api.post("/api/v1/users", Map.of("name", user == null ? "admin" : user, "role", "admin"))
                    .path("link");
        }
        if (user == null && admins.size() != 1) {
            throw new CliFailure(
                    "there are several admins (" + String.join(", ", admins) + "); say with --user who you are");
        }
        String name = user == null ? admins.getFirst() : user;
        return api.send("POST", "/api/v1/users/" + Api.encode(name) + "/links", null);
    }
}
