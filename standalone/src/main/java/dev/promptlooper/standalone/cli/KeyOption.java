package dev.promptlooper.standalone.cli;

import dev.promptlooper.standalone.runtime.InstanceFile;
import dev.promptlooper.standalone.runtime.LocalAccess;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Where a command finds the API key that it shows; a picocli mixin. Never an option with the key itself: other users of the
/// machine can read command lines.
public final class KeyOption {

    @Option(names = "--key-file", paramLabel = "FILE", description = "File with an API key (default: $PROMPTLOOPER_API_KEY, else the key of the instance on the data directory).")
    private @Nullable Path file;

    /// An instance, with the key for it.
    ///
    /// @param instance where it listens
    /// @param data     directory whose instance's own key may be shown, to that instance only
    /// @throws CliFailure when the file cannot be read
    Api open(URI instance, Path data, Map<String, String> environment) {
        return new Api(instance, find(instance, data, environment));
    }

    /// The key for an instance, or null.
    ///
    /// @throws CliFailure when the file cannot be read
    @Nullable
    String find(URI instance, Path data, Map<String, String> environment) {
        if (file != null) {
            try {
                return Files.readString(file).strip();
            } catch (IOException e) {
                throw new CliFailure("cannot read the API key in " + file + "; check the path and its permissions", e);
            }
        }
        String named = environment.getOrDefault("PROMPTLOOPER_API_KEY", "").strip();
        if (!named.isEmpty()) {
            return named;
        }
        return InstanceFile.read(data)
                .filter(running -> URI.create(running.url()).equals(instance))
                .flatMap(running -> LocalAccess.localKey(data))
                .orElse(null);
    }
}
