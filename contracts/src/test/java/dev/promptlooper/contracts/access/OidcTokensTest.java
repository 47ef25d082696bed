package dev.promptlooper.contracts.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class OidcTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private static HttpServer server;
    private static String issuer;
    private static RSAKey rsa;
    private static RSAKey unpublished;
    private static ECKey ec;
    private static OidcTokens tokens;

    @BeforeAll
    static void startIssuer() throws Exception {
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
        unpublished = new RSAKeyGenerator(2048).keyID("unpublished").generate();
        ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://127.0.0.1:" + server.getAddress().getPort() + "/realm";
        serve("/realm/.well-known/openid-configuration",
                Json.write(Map.of("issuer", issuer, "jwks_uri", issuer + "/keys")));
        serve("/realm/keys", new JWKSet(List.of(rsa.toPublicJWK(), ec.toPublicJWK())).toString());
        serve("/liar/.well-known/openid-configuration",
                Json.write(Map.of("issuer", issuer, "jwks_uri", issuer + "/keys")));
        server.start();
        tokens = tokens(issuer, NOW);
    }

    private static OidcTokens tokens(String issuer, Instant now) {
        return new OidcTokens(new OidcSettings(URI.create(issuer), "promptlooper", "realm_access.roles"),
                InstantSource.fixed(now));
    }

    private static void serve(String path, String body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @AfterAll
    static void stopIssuer() {
        server.stop(0);
    }

    @Test
    void tokensOfTheIssuerBringARoleAndAForeignName() throws Exception {
        // When
        Principal byRsa = tokens.verify(signed(JWSAlgorithm.RS256, "rsa", new RSASSASigner(rsa), claims()));
        Principal byEc = tokens.verify(signed(JWSAlgorithm.ES256, "ec", new ECDSASigner(ec), claims()));
        // Then
        assertThat(byRsa).isEqualTo(new Principal("oidc:robot-7", null, null, Role.EDITOR.scopes(),
                NOW.plusSeconds(60)));
        assertThat(byEc).isEqualTo(byRsa);
        assertThat(tokens.isFromIssuer(signed(JWSAlgorithm.RS256, "rsa", new RSASSASigner(rsa), claims()))).isTrue();
        assertThat(tokens.isFromIssuer("pl_" + "x".repeat(43))).isFalse();
    }

    @Test
    void s06WrongIssuerAudienceAndTimesAreRefused() throws Exception {
        refusedWith("iss", issuer + "/", "another issuer");
        refusedWith("aud", "another-program", "audience");
        refusedWith("aud", List.of("promptlooper2", 7), "audience");
        refusedWith("exp", NOW.minusSeconds(31).getEpochSecond(), "has ended");
        refusedWith("exp", "tomorrow", "has ended");
        refusedWith("nbf", NOW.plusSeconds(31).getEpochSecond(), "not valid yet");
        refusedWith("sub", "two words", "subject");
        refusedWith("realm_access", Map.of("roles", List.of("Admin", "offline_access")), "none of viewer");
        refusedWith("realm_access", "admin", "none of viewer");
    }

    @Test
    void s06AlgNoneIsRefused() {
        String header = base64("{\"alg\":\"none\"}");
        refused(header + "." + base64(Json.write(claims())) + ".");
    }

    @Test
    void s06Hs256SignedWithThePublicRsaKeyIsRefused() throws Exception {
        byte[] spki = rsa.toRSAPublicKey().getEncoded();
        byte[] jwk = rsa.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        for (byte[] secret : List.of(spki, jwk)) {
            refused(signed(JWSAlgorithm.HS256, "rsa", new MACSigner(secret), claims()));
        }
        refused(signed(JWSAlgorithm.RS512, "rsa", new RSASSASigner(rsa), claims()));
    }

    @Test
    void s06KeysThatTheTokenBringsOrPointsAtAreIgnored() throws Exception {
        for (JWSHeader.Builder header : List.of(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa").jwk(unpublished.toPublicJWK()),
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa").jwkURL(URI.create(issuer + "/never-asked")),
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa").x509CertURL(URI.create(issuer + "/never")))) {
            JWSObject token = new JWSObject(header.build(), new Payload(Json.write(claims())));
            token.sign(new RSASSASigner(unpublished));
            refused(token.serialize());
        }
    }

    @Test
    void s06UnknownKeyIdIsRefusedHoweverOftenItIsTried() throws Exception {
        for (String kid : List.of("unpublished", "../../etc/passwd", "' OR 1=1 --", "a", "b", "c")) {
            refused(signed(JWSAlgorithm.RS256, kid, new RSASSASigner(unpublished), claims()));
        }
    }

    @Test
    void issuerThatDoesNotAnswerIsNotTheTokensFault() throws Exception {
        // Given an issuer that is not there, and one whose discovery document speaks for another
        String away = "http://127.0.0.1:9/realm";
        String liar = issuer.replace("/realm", "/liar");
        String token = signed(JWSAlgorithm.RS256, "rsa", new RSASSASigner(rsa), claims());
        // Then
        for (String other : List.of(away, liar)) {
            OidcTokens others = tokens(other, NOW);
            for (int i = 0; i < 4; i++) {
                assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> others.verify(token));
            }
        }
    }

    @Test
    void settingsComeFromTheEnvironment() {
        assertThat(OidcSettings.fromEnvironment(Map.of())).isEmpty();
        assertThat(OidcSettings.fromEnvironment(Map.of("PROMPTLOOPER_OIDC_ISSUER", "https://id.example/realm",
                "PROMPTLOOPER_OIDC_AUDIENCE", "looper")))
                .contains(new OidcSettings(URI.create("https://id.example/realm"), "looper", "promptlooper_role"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OidcSettings
                        .fromEnvironment(Map.of("PROMPTLOOPER_OIDC_ISSUER", "https://id.example/realm")))
                .withMessageContaining("PROMPTLOOPER_OIDC_AUDIENCE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OidcSettings.fromEnvironment(
                        Map.of("PROMPTLOOPER_OIDC_ISSUER", "http://id.example/realm", "PROMPTLOOPER_OIDC_AUDIENCE",
                                "looper")))
                .withMessageContaining("https");
    }

    private static void refusedWith(String claim, Object value, String reason) throws Exception {
        Map<String, Object> claims = claims();
        claims.put(claim, value);
        String token = signed(JWSAlgorithm.RS256, "rsa", new RSASSASigner(rsa), claims);
        assertThatExceptionOfType(InvalidToken.class).as(claim)
                .isThrownBy(() -> tokens.verify(token))
                .withMessageContaining(reason);
    }

    private static void refused(String token) {
        assertThatExceptionOfType(InvalidToken.class).isThrownBy(() -> tokens.verify(token));
    }

    private static Map<String, Object> claims() {
        return new HashMap<>(Map.of("iss", issuer, "aud", List.of("other", "promptlooper"), "sub", "robot-7", "exp",
                NOW.plusSeconds(60).getEpochSecond(), "realm_access",
                Map.of("roles", List.of("offline_access", "viewer", "editor"))));
    }

    private static String signed(JWSAlgorithm algorithm, String kid, JWSSigner signer, Map<String, Object> claims)
            throws Exception {
        JWSObject token = new JWSObject(new JWSHeader.Builder(algorithm).keyID(kid).build(),
                new Payload(Json.write(claims)));
        token.sign(signer);
        return token.serialize();
    }

    private static String base64(String text) {
        return java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
