package dev.promptlooper.standalone.bench;

import dev.promptlooper.standalone.runtime.InstanceFile;
import dev.promptlooper.standalone.runtime.LocalAccess;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// `up` as a process of its own, on the directory `data` of a folder, with an endpoint `fake`.
///
/// @param child  the process
/// @param sweeps by its API
record ChildInstance(Child child, SweepClient sweeps) implements AutoCloseable {

    /// Starts it and returns when it is ready.
    ///
    /// @param endpointUrl of `fake`
    /// @param concurrency of `fake`
    /// @param log         name of the file with its output
    static ChildInstance up(Path folder, String endpointUrl, int concurrency, String log)
            throws IOException, InterruptedException {
        Path endpoints = Files.writeString(folder.resolve("endpoints.yaml"), "endpoints:\n  - {name: fake, base-url: \""
                + endpointUrl + "\", concurrency: " + concurrency + "}\n");
        Path data = folder.resolve("data");
        Child child = Child.start("500m", Map.of("PROMPTLOOPER_ENDPOINTS", endpoints.toString()), folder.resolve(log),
                "up", "--data", data.toString(), "--port", "0", "--mcp-port", "0", "--kafka-port", "0",
                "--postgres-port", "0");
        try {
            child.await("the instance", Duration.ofMinutes(2),
                    () -> InstanceFile.read(data).filter(file -> file.pid() == child.pid()).isPresent());
        } catch (IllegalStateException e) {
            child.close();
            throw e;
        }
        return new ChildInstance(child,
                new SweepClient(URI.create(InstanceFile.read(data).orElseThrow().url()),
                        LocalAccess.localKey(data).orElseThrow(), folder));
    }

    /// Stops it in order.
    @Override
    public void close() {
        sweeps.close();
        child.close();
    }
}
