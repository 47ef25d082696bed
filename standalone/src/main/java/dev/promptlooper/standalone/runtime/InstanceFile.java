package dev.promptlooper.standalone.runtime;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.standalone.StartFailure;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// `instance.json` in the data directory: where the running instance listens. Written when everything is ready, removed at
/// the stop; holds no password.
///
/// @param pid              process
/// @param url              web and API
/// @param mcpUrl           MCP, or null where the gateway does not run
/// @param bootstrapServers Kafka
/// @param jdbcUrl          PostgreSQL, without credentials
public record InstanceFile(@JsonProperty("pid") long pid, @JsonProperty("url") String url,
        @JsonProperty("mcpUrl") @Nullable String mcpUrl, @JsonProperty("bootstrapServers") String bootstrapServers,
        @JsonProperty("jdbcUrl") String jdbcUrl) {

    private static final String NAME = "instance.json";

    /// What the file says, if it is there, complete, and its process lives.
    public static Optional<InstanceFile> read(Path dataDirectory) {
        try {
            InstanceFile file = Json.MAPPER.readValue(Files.readAllBytes(dataDirectory.resolve(NAME)),
                    InstanceFile.class);
            return ProcessHandle.of(file.pid()).isPresent() ? Optional.of(file) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JacksonException e) {
            return Optional.empty(); // half written or foreign: as good as absent
        }
    }

    /// Writes the file for this process.
    ///
    /// @throws StartFailure when it cannot be written
    public static void publish(Path dataDirectory, String url, @Nullable String mcpUrl, String bootstrapServers,
            String jdbcUrl) {
        InstanceFile content = new InstanceFile(ProcessHandle.current().pid(), url, mcpUrl, bootstrapServers, jdbcUrl);
        Path partial = dataDirectory.resolve(NAME + ".new");
        try {
            Files.writeString(partial, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
            Files.move(partial, dataDirectory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StartFailure("cannot write to " + dataDirectory + ": " + e.getMessage(), e);
        }
    }

    static void delete(Path dataDirectory) throws IOException {
        Files.deleteIfExists(dataDirectory.resolve(NAME));
    }
}
