package dev.promptlooper.contracts.endpoint;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.promptlooper.contracts.hash.EndpointUrl;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// One OpenAI-compatible endpoint as the operator configures it. Header values may be keys, so [#toString()] names the headers
/// only, and neither they nor the key reference are ever written as JSON.
///
/// @param name              how sweeps name it; letters, digits, `.`, `_`, `-`
/// @param baseUrl           base URL including the version path, in the normal form of [EndpointUrl]
/// @param apiKey            reference to the key, or null for endpoints without one
/// @param headers           extra request headers; values may be `env:`/`file:` references
/// @param concurrency       most calls at once, 1 or more
/// @param requestsPerMinute provider limit, or null
/// @param tokensPerMinute   provider limit, or null
/// @param timeout           from sending to the last byte, per attempt
/// @param maxAttempts       attempts per call including the first, 1 or more
/// @param maxTokensAssumed  completion tokens reserved for a run whose parameters name no limit
/// @param prices            model name → price; `*` is the price of every other model
/// @param waits             how long the steps of an attempt may take
public record Endpoint(String name, String baseUrl, @Nullable SecretRef apiKey, Map<String, String> headers,
        int concurrency,
        @Nullable Integer requestsPerMinute, @Nullable Integer tokensPerMinute, Duration timeout, int maxAttempts,
        int maxTokensAssumed, Map<String, ModelPrice> prices, Waits waits) {

    public static final int DEFAULT_CONCURRENCY = 8;

    public Endpoint {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException(
                    "endpoint name '" + name + "' must be 1 to 64 letters, digits, '.', '_' or '-'");
        }
        baseUrl = EndpointUrl.normalize(baseUrl);
        headers = Map.copyOf(headers);
        prices = Map.copyOf(prices);
        positive(name, "concurrency", concurrency);
        positive(name, "max-attempts", maxAttempts);
        positive(name, "max-tokens-assumed", maxTokensAssumed);
        positive(name, "requests-per-minute", requestsPerMinute == null ? 1 : requestsPerMinute);
        positive(name, "tokens-per-minute", tokensPerMinute == null ? 1 : tokensPerMinute);
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "timeout-seconds of endpoint '" + name + "' must be above 0, was " + timeout.toSeconds());
        }
    }

    /// With the usual waits.
    public Endpoint(String name, String baseUrl, @Nullable SecretRef apiKey, Map<String, String> headers,
            int concurrency, @Nullable Integer requestsPerMinute, @Nullable Integer tokensPerMinute, Duration timeout,
            int maxAttempts, int maxTokensAssumed, Map<String, ModelPrice> prices) {
        this(name, baseUrl, apiKey, headers, concurrency, requestsPerMinute, tokensPerMinute, timeout, maxAttempts,
                maxTokensAssumed, prices, Waits.within(timeout));
    }

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    static Endpoint fromFile(@JsonProperty("name") @Nullable String name,
            @JsonProperty("base-url") @Nullable String baseUrl,
            @JsonProperty(value = "api-key", access = JsonProperty.Access.WRITE_ONLY) @Nullable SecretRef apiKey,
            @JsonProperty(value = "headers", access = JsonProperty.Access.WRITE_ONLY) @Nullable Map<String, String> headers,
            @JsonProperty("concurrency") @Nullable Integer concurrency,
            @JsonProperty("requests-per-minute") @Nullable Integer requestsPerMinute,
            @JsonProperty("tokens-per-minute") @Nullable Integer tokensPerMinute,
            @JsonProperty("timeout-seconds") @Nullable Double timeoutSeconds,
            @JsonProperty("connect-seconds") @Nullable Double connectSeconds,
            @JsonProperty("first-byte-seconds") @Nullable Double firstByteSeconds,
            @JsonProperty("idle-seconds") @Nullable Double idleSeconds,
            @JsonProperty("max-attempts") @Nullable Integer maxAttempts,
            @JsonProperty("max-tokens-assumed") @Nullable Integer maxTokensAssumed,
            @JsonProperty("prices") @Nullable Map<String, ModelPrice> prices) {
        if (name == null || baseUrl == null) {
            throw new IllegalArgumentException("an endpoint needs a name and a base-url; "
                    + (name == null ? "one has no name" : "'" + name + "' has no base-url"));
        }
        Duration timeout = timeoutSeconds == null
                ? Duration.ofMinutes(2)
                : Duration.ofMillis(Math.round(timeoutSeconds * 1000));
        return new Endpoint(name, baseUrl, apiKey, headers == null ? Map.of() : headers,
                concurrency == null ? DEFAULT_CONCURRENCY : concurrency, requestsPerMinute, tokensPerMinute, timeout,
                maxAttempts == null ? 5 : maxAttempts, maxTokensAssumed == null ? 1024 : maxTokensAssumed,
                prices == null ? Map.of() : prices,
                Waits.of(name, timeout, connectSeconds, firstByteSeconds, idleSeconds));
    }

    /// An endpoint with defaults.
    public static Endpoint of(String name, String baseUrl) {
        return fromFile(name, baseUrl, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /// The price of a model: its own, else that of `*`.
    public Optional<ModelPrice> price(String model) {
        ModelPrice own = prices.get(model);
        return Optional.ofNullable(own != null ? own : prices.get("*"));
    }

    /// The same endpoint at another address. Key and headers (which may be keys) are bound to scheme, host and port: they stay
    /// only where those stay.
    public Endpoint withBaseUrl(String url) {
        boolean same = origin(EndpointUrl.normalize(url)).equals(origin(baseUrl));
        return new Endpoint(name, url, same ? apiKey : null, same ? headers : Map.of(), concurrency, requestsPerMinute,
                tokensPerMinute, timeout, maxAttempts, maxTokensAssumed, prices, waits);
    }

    /// The same endpoint with another key.
    public Endpoint withApiKey(@Nullable SecretRef key) {
        return new Endpoint(name, baseUrl, key, headers, concurrency, requestsPerMinute, tokensPerMinute, timeout,
                maxAttempts, maxTokensAssumed, prices, waits);
    }

    /// Scheme, host and port: what keys are bound to.
    public String origin() {
        return origin(baseUrl);
    }

    private static String origin(String normalUrl) {
        int path = normalUrl.indexOf('/', normalUrl.indexOf("//") + 2);
        return path < 0 ? normalUrl : normalUrl.substring(0, path);
    }

    @Override
    public String toString() {
        return "Endpoint[" + name + " at " + baseUrl + ", key=" + apiKey + ", headers=" + headers.keySet() + "]";
    }

    private static void positive(String name, String field, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " of endpoint '" + name + "' must be 1 or more, was " + value);
        }
    }
}
