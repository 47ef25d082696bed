package dev.promptlooper.contracts.endpoint;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
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
/// 3. overrides from `PROMPTLOOPER_ENDPOINT_<NAME>_URL`; onto another host only together with `PROMPTLOOPER_ENDPOINT_<NAME>_KEY`
///    where there is a key, see [MovedEndpoint].
///
/// A file that has become wrong is reported once per change and the last good configuration stays in force. Messages name the
/// place in the file but never quote it: somebody may have put a key there. Thread-safe.
public final class ConfiguredEndpoints implements EndpointCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredEndpoints.class);
    private static final long CHECK_EVERY_NANOS = Duration.ofSeconds(2).toNanos();
    private static final YAMLMapper YAML = new YAMLMapper();
    // A misspelt key would silently mean its default, so here unknown fields are wrong.
    private static final ObjectReader READER = Json.MAPPER.readerFor(EndpointsFile.class)
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Map<String, String> environment;
    private final @Nullable Path file;
    private final LongSupplier nanoTime;
    private volatile List<Endpoint> endpoints;
    private volatile long checkedAt;
    private @Nullable Stamp readAt;

    /// @param environment environment variables
    /// @param file        configuration file, or null
    /// @param nanoTime    monotonic clock
    /// @throws IllegalArgumentException when the configuration is wrong at start; names the file and the field
    public ConfiguredEndpoints(Map<String, String> environment, @Nullable Path file, LongSupplier nanoTime) {
        this.environment = Map.copyOf(environment);
        this.file = file;
        this.nanoTime = nanoTime;
        this.checkedAt = nanoTime.getAsLong();
        this.readAt = stamp();
        this.endpoints = load();
    }

    /// From the process environment.
    public static ConfiguredEndpoints fromEnvironment(Map<String, String> environment) {
        String path = environment.get("PROMPTLOOPER_ENDPOINTS");
        return new ConfiguredEndpoints(environment, path == null || path.isBlank() ? null : Path.of(path),
                System::nanoTime);
    }

    @Override
    public Collection<Endpoint> all() {
        if (file != null && nanoTime.getAsLong() - checkedAt >= CHECK_EVERY_NANOS) {
            reload();
        }
        return endpoints;
    }

    private synchronized void reload() {
        long now = nanoTime.getAsLong();
        if (now - checkedAt < CHECK_EVERY_NANOS) {
            return; // another thread was faster
        }
        checkedAt = now;
        Stamp stamp = stamp();
        if (stamp == null || stamp.equals(readAt)) {
            return;
        }
        readAt = stamp;
        try {
            endpoints = load();
            LOG.info("endpoints reloaded from {}: {}", file, endpoints.stream().map(Endpoint::name).toList());
        } catch (IllegalArgumentException e) {
            LOG.error("endpoints not reloaded, the last good configuration stays in force: {}", e.getMessage());
        }
    }

    private @Nullable Stamp stamp() {
        try {
            return file == null ? null : new Stamp(Files.getLastModifiedTime(file), Files.size(file));
        } catch (IOException e) {
            return null; // absent for a moment while an editor replaces it
        }
    }

    private List<Endpoint> load() {
        Map<String, Endpoint> found = new LinkedHashMap<>();
        String key = environment.getOrDefault("OPENAI_API_KEY", "");
        String url = environment.getOrDefault("OPENAI_BASE_URL", "");
        if (!url.isBlank() || !key.isBlank()) {
            Endpoint openai = fromVariable("OPENAI_BASE_URL", () -> Endpoint.fromFile("openai",
                    url.isBlank() ? "https://api.openai.com/v1" : url,
                    key.isBlank() ? null : SecretRef.parse("env:OPENAI_API_KEY"), null, openAiConcurrency(),
                    null, null, null, null, null, null, null, null, null));
            found.put(openai.name(), openai);
        }
        if (file != null) {
            readFile(file).forEach(endpoint -> found.put(endpoint.name(), endpoint));
        }
        found.replaceAll((name, endpoint) -> {
            String variable = MovedEndpoint.urlVariable(name);
            String override = environment.getOrDefault(variable, "");
            return override.isBlank()
                    ? endpoint
                    : fromVariable(variable, () -> MovedEndpoint.move(endpoint, override, environment));
        });
        return List.copyOf(found.values());
    }

    private @Nullable Integer openAiConcurrency() {
        String concurrency = environment.getOrDefault("OPENAI_CONCURRENCY", "").strip();
        if (concurrency.isEmpty()) {
            return null;
        }
        if (!concurrency.matches("[1-9][0-9]{0,6}")) {
            throw new IllegalArgumentException(
                    "OPENAI_CONCURRENCY must be a whole number of 1 or more, was '" + concurrency + "'");
        }
        return Integer.valueOf(concurrency);
    }

    private static Endpoint fromVariable(String variable, java.util.function.Supplier<Endpoint> source) {
        try {
            return source.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    String.valueOf(e.getMessage()).startsWith("OPENAI_")
                            ? e.getMessage()
                            : variable + ": " + e.getMessage(),
                    e);
        }
    }

    private static List<Endpoint> readFile(Path file) {
        try {
            JsonNode tree = YAML.readTree(Files.readString(file));
            EndpointsFile content = tree.isMissingNode() || tree.isNull() ? null : READER.readValue(tree);
            List<Endpoint> endpoints = content == null || content.endpoints() == null ? List.of() : content.endpoints();
            long names = endpoints.stream().map(endpoint -> endpoint == null ? "" : endpoint.name()).distinct().count();
            if (endpoints.stream().anyMatch(java.util.Objects::isNull) || names < endpoints.size()) {
                throw new IllegalArgumentException("the endpoints file " + file
                        + " is wrong: every entry needs a name of its own, one is empty or named twice");
            }
            return endpoints;
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the endpoints file " + file + ": " + e.getMessage(), e);
        } catch (DatabindException e) {
            throw new IllegalArgumentException("the endpoints file " + file + " is wrong: " + Json.problem(e));
        } catch (JacksonException e) {
            // The YAML parser quotes the lines around the error, and it may be the line with the key.
            throw new IllegalArgumentException("the endpoints file " + file + " is not YAML"
                    + (e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr()));
        }
    }

    /// What tells one content of the file from another without reading it.
    private record Stamp(FileTime modified, long size) {}

    record EndpointsFile(@JsonProperty("endpoints") @Nullable List<Endpoint> endpoints) {}
}
