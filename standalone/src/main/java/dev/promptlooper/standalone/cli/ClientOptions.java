package dev.promptlooper.standalone.cli;

import dev.promptlooper.standalone.runtime.DataDirectory;
import dev.promptlooper.standalone.runtime.InstanceFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Which instance a command talks to; a picocli mixin.
public final class ClientOptions {

    @Option(names = "--url", paramLabel = "URL", description = "Address of the instance (default: $PROMPTLOOPER_URL, else the one that runs on the data directory).")
    private @Nullable String url;

    @Option(names = "--data", paramLabel = "DIR", description = "Data directory whose instance is meant (default: $PROMPTLOOPER_DATA or ~/.promptlooper).")
    private @Nullable Path data;

    @Mixin
    private final KeyOption key = new KeyOption();

    /// @throws CliFailure when no instance runs; says how to start one
    public Api connect() {
        Path directory = data != null ? data : DataDirectory.defaultPath(System.getenv());
        return running(url, directory, System.getenv()).map(instance -> key.open(instance, directory, System.getenv()))
                .orElseThrow(() -> new CliFailure("no instance runs on " + directory
                        + "; start one with `promptlooper up`, or give the address of another with --url"));
    }

    /// The instance named on the command line, by the environment, or by the data directory.
    static Optional<URI> running(@Nullable String url, Path data, Map<String, String> environment) {
        String address = url != null ? url : environment.getOrDefault("PROMPTLOOPER_URL", "");
        if (!address.isBlank()) {
            try {
                URI uri = URI.create(address);
                if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                    return Optional.of(uri);
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
            throw new CliFailure("'" + address + "' is no address of an instance; write it like http://127.0.0.1:8400");
        }
        return InstanceFile.read(data).map(file -> URI.create(file.url()));
    }
}
