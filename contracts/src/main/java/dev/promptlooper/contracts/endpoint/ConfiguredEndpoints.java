package dev.promptlooper.contracts.endpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Endpoints from the operator's configuration, in this order; a later source replaces an endpoint of the same name:
///
/// 1. the environment: `OPENAI_BASE_URL` (with `OPENAI_API_KEY`) makes an endpoint named `openai`; with only the key it is the
///    OpenAI service itself. `OPENAI_CONCURRENCY` sets its concurrency;
/// 2. the file named by `PROMPTLOOPER_ENDPOINTS` (YAML, `endpoints: [...]`), read again within two seconds of a change;
/// 3. overrides from `PROMPTLOOPER_ENDPOINT_<NAME>_URL`.
///
/// A file that has become wrong is reported once per change and the last good configuration stays in force. Thread-safe.
public final class ConfiguredEndpoints implements EndpointCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredEndpoints.class);
    private static final long CHECK_EVERY_NANOS = Duration.ofSeconds(2).toNanos();
    private static final YAMLMapper YAML = new YAMLMapper();

    private final Map<String, String> environment;
    private final @Nullable Path file;
    private final LongSupplier nanoTime;
    private Map<String, Endpoint> endpoints;
    private @Nullable FileTime readAt;
    private long checkedAt;

    /// @param environment environment variables
    /// @param file        configuration file, or null
    /// @param nanoTime    monotonic clock
    /// @throws IllegalArgumentException when the configuration is wrong at start; names the file and the field
    public ConfiguredEndpoints(Map<String, String> environment, @Nullable Path file, LongSupplier nanoTime) {
        this.environment = Map.copyOf(environment);
        this.file = file;
        this.nanoTime = nanoTime;
        this.checkedAt = nanoTime.getAsLong();
        this.readAt = modified();
        this.endpoints = load();
    }

    /// From the process environment.
    public static ConfiguredEndpoints fromEnvironment(Map<String, String> environment) {
        String path = environment.get("PROMPTLOOPER_ENDPOINTS");
        return new ConfiguredEndpoints(environment, path == null || path.isBlank() ? null : Path.of(path),
                System::nanoTime);
    }

    @Override
    public synchronized Collection<Endpoint> all() {
        long now = nanoTime.getAsLong();
        if (file != null && now - checkedAt >= CHECK_EVERY_NANOS) {
            checkedAt = now;
            FileTime modified = modified();
            if (modified != null && !modified.equals(readAt)) {
                readAt = modified;
                try {
                    endpoints = load();
                    LOG.info("endpoints reloaded from {}: {}", file, endpoints.keySet());
                } catch (IllegalArgumentException e) {
                    LOG.error("endpoints not reloaded, the last good configuration stays in force: {}", e.getMessage());
                }
            }
        }
        return List.copyOf(endpoints.values());
    }

    private @Nullable FileTime modified() {
        try {
            return file == null ? null : Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return null; // absent for a moment while an editor replaces it
        }
    }

    private Map<String, Endpoint> load() {
        Map<String, Endpoint> found = new LinkedHashMap<>();
        String key = environment.get("OPENAI_API_KEY");
        String url = environment.get("OPENAI_BASE_URL");
        boolean hasKey = key != null && !key.isBlank();
        if ((url != null && !url.isBlank()) || hasKey) {
            String concurrency = environment.get("OPENAI_CONCURRENCY");
            add(found, Endpoint.fromFile("openai", url == null || url.isBlank() ? "https://api.openai.com/v1" : url,
                    hasKey ? SecretRef.parse("env:OPENAI_API_KEY") : null, null,
                    concurrency == null ? null : Integer.valueOf(concurrency.strip()),
                    null, null, null, null, null, null));
        }
        if (file != null) {
            readFile(file).forEach(endpoint -> add(found, endpoint));
        }
        found.replaceAll((name, endpoint) -> {
            String override = environment.get("PROMPTLOOPER_ENDPOINT_"
                    + name.toUpperCase(java.util.Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_URL");
            return override == null || override.isBlank() ? endpoint : endpoint.withBaseUrl(override);
        });
        return found;
    }

    private static void add(Map<String, Endpoint> endpoints, Endpoint endpoint) {
        endpoints.put(endpoint.name(), endpoint);
    }

    private static List<Endpoint> readFile(Path file) {
        try {
            EndpointsFile content = Json.MAPPER.convertValue(YAML.readTree(Files.readString(file)),
                    EndpointsFile.class);
            return content == null || content.endpoints() == null ? List.of() : content.endpoints();
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the endpoints file " + file + ": " + e.getMessage(), e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the endpoints file " + file + " is wrong: " + Json.problem(e), e);
        }
    }

    record EndpointsFile(@JsonProperty("endpoints") @Nullable List<Endpoint> endpoints) {}
}
