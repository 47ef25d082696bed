package dev.promptlooper.contracts.access;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetRetrievalException;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import dev.promptlooper.contracts.json.Json;
import tools.jackson.core.JacksonException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Duration;

/// Fetches the keys of an OIDC issuer: its discovery document, then the key set that names. Follows no redirect, reads at most
/// 512 KiB, waits at most five seconds for each. Thread-safe.
final class IssuerKeys implements JWKSetSource<SecurityContext> {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long LARGEST = 512 << 10;

    private final URI issuer;
    private volatile boolean answered;

    IssuerKeys(URI issuer) {
        this.issuer = issuer;
    }

    /// Whether the issuer has answered since the start.
    boolean hasAnswered() {
        return answered;
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long now, SecurityContext context)
            throws KeySourceException {
        try (HttpClient http = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            JWKSet keys = JWKSet.parse(get(http, keyUri(http)));
            answered = true;
            return keys;
        } catch (IOException | ParseException | JacksonException | IllegalArgumentException e) {
            throw new JWKSetRetrievalException("no keys from " + issuer + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JWKSetRetrievalException("no keys from " + issuer + ": interrupted", e);
        }
    }

    private URI keyUri(HttpClient http) throws IOException, InterruptedException {
        String base = issuer.toString();
        URI discovery = URI.create(base + (base.endsWith("/") ? "" : "/") + ".well-known/openid-configuration");
        var document = Json.MAPPER.readTree(get(http, discovery));
        // An answer that speaks for another issuer must not bring its keys.
        if (!document.path("issuer").asString("").equals(base)) {
            throw new IOException(discovery + " speaks for issuer '" + document.path("issuer").asString("") + "'");
        }
        return OidcSettings.trustworthy("jwks_uri", document.path("jwks_uri").asString(""));
    }

    private static String get(HttpClient http, URI uri) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri).timeout(PATIENCE).header("Accept", "application/json").build(),
                BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST));
        if (answer.statusCode() != 200) {
            throw new IOException(uri + " answered " + answer.statusCode());
        }
        return answer.body();
    }

    @Override
    public void close() {
        // nothing is kept open
    }
}
