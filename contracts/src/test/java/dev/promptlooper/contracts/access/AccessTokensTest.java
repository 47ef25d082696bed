package dev.promptlooper.contracts.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.promptlooper.contracts.access.AccessTokens.Claims;
import dev.promptlooper.contracts.access.AccessTokens.Kind;
import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

class AccessTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final SigningKey KEY = SigningKey.of("0123456789 the signing key of this test");
    private static final Claims ADA = new Claims(Kind.BEARER, "ada", Set.of(Scope.READ, Scope.RUN), null, "k_7f3k2m9a",
            NOW.plusSeconds(300));

    private static RSAKey rsa;

    private final AccessTokens tokens = new AccessTokens(KEY, InstantSource.fixed(NOW));

    @BeforeAll
    static void makeKey() throws Exception {
        rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    }

    @Test
    void tokenSaysWhatWasPutIn() throws Exception {
        assertThat(tokens.verify(tokens.issue(ADA), Kind.BEARER)).isEqualTo(ADA);
    }

    @Test
    void s06AlgNoneIsRefused() {
        for (String algorithm : new String[]{"none", "None", "NONE", ""}) {
            String header = base64("{\"alg\":\"" + algorithm + "\",\"kid\":\"" + KEY.id() + "\"}");
            refused(header + "." + tokens.issue(ADA).split("\\.", -1)[1] + ".");
            refused(header + "." + tokens.issue(ADA).split("\\.", -1)[1] + "." + base64("x"));
        }
    }

    @Test
    void s06SignatureWithAnotherKeyIsRefused() throws Exception {
        AccessTokens others = new AccessTokens(SigningKey.of("another key of at least 32 bytes !"),
                InstantSource.fixed(NOW));
        refused(others.issue(ADA));
        // HS256 with a public RSA key as the secret, which everybody has.
        refused(signed(header(Map.of()), body(), new MACSigner(rsa.toRSAPublicKey().getEncoded())));
        // RS256 with a key of their own.
        JWSObject foreign = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(KEY.id()).build(),
                new Payload(body()));
        foreign.sign(new RSASSASigner(rsa));
        refused(foreign.serialize());
    }

    @Test
    void s06StrongerAlgorithmsOfTheSameFamilyAreRefusedToo() throws Exception {
        byte[] secret = new byte[64];
        System.arraycopy(KEY.secret(), 0, secret, 0, 32);
        JWSObject other = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.HS512).keyID(KEY.id()).build(),
                new Payload(body()));
        other.sign(new MACSigner(secret));
        refused(other.serialize());
    }

    @Test
    void s06KeysInTheHeaderAreRefusedEvenWithTheRightSignature() throws Exception {
        MACSigner right = new MACSigner(KEY.secret());
        assertThat(tokens.verify(signed(header(Map.of()), body(), right), Kind.BEARER).user()).isEqualTo("ada");
        refused(signed(new JWSHeader.Builder(header(Map.of())).jwkURL(URI.create("http://127.0.0.1:9/keys")).build(),
                body(), right));
        refused(signed(new JWSHeader.Builder(header(Map.of())).x509CertURL(URI.create("http://127.0.0.1:9/c")).build(),
                body(), right));
        refused(signed(new JWSHeader.Builder(header(Map.of())).jwk(rsa.toPublicJWK()).build(), body(), right));
        refused(signed(header(Map.of("crit", "exp")), body(), right));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../../../dev/null", "' OR 1=1 --", "|cat /etc/passwd", "other", ""})
    void s06KeyIdNamesOurKeyOrNothing(String kid) throws Exception {
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(kid).build();
        refused(signed(header, body(), new MACSigner(KEY.secret())));
    }

    @Test
    void s06WrongIssuerAudienceAndEndAreRefused() throws Exception {
        MACSigner right = new MACSigner(KEY.secret());
        refused(signed(header(Map.of()), changed("iss", "somebody"), right));
        refused(signed(header(Map.of()), changed("aud", "promptlooper"), right));
        refused(signed(header(Map.of()), changed("exp", NOW.getEpochSecond()), right));
        refused(signed(header(Map.of()), changed("exp", "never"), right));
        refused(signed(header(Map.of()), changed("sub", ""), right));
        refused(signed(header(Map.of()), changed("scopes", "admin"), right));
        refused(signed(header(Map.of()), "[]", right));
    }

    @Test
    void s06SessionTokenIsNoBearerTokenAndTheOtherWayRound() {
        Claims session = new Claims(Kind.SESSION, "ada", Set.of(Scope.READ), "s1", null, NOW.plusSeconds(600));
        assertThatExceptionOfType(InvalidToken.class)
                .isThrownBy(() -> tokens.verify(tokens.issue(session), Kind.BEARER));
        assertThatExceptionOfType(InvalidToken.class).isThrownBy(() -> tokens.verify(tokens.issue(ADA), Kind.SESSION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "eyJhbGciOiJIUzI1NiJ9..", "\u0000.\u0000.\u0000"})
    void garbageIsRefusedWithoutBeingRepeated(String garbage) {
        assertThatExceptionOfType(InvalidToken.class).isThrownBy(() -> tokens.verify(garbage, Kind.BEARER))
                .withMessageEndingWith("sign in again");
        refused("x".repeat(1 << 20));
    }

    @Test
    void changedTokenIsRefusedWhereverItIsChanged() throws Exception {
        String token = tokens.issue(ADA);
        for (int i = 0; i < token.length(); i++) {
            // The last character of a segment holds padding bits that decoders ignore.
            if (i + 1 == token.length() || token.charAt(i) == '.' || token.charAt(i + 1) == '.') {
                continue;
            }
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            refused(token.substring(0, i) + other + token.substring(i + 1));
        }
    }

    private void refused(String token) {
        assertThatExceptionOfType(InvalidToken.class).isThrownBy(() -> tokens.verify(token, Kind.BEARER));
    }

    private static JWSHeader header(Map<String, Object> more) throws Exception {
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(KEY.id());
        if (more.containsKey("crit")) {
            header.criticalParams(Set.of("exp")).customParam("exp", 1);
        }
        return header.build();
    }

    private static String signed(JWSHeader header, String body, MACSigner signer) throws Exception {
        JWSObject token = new JWSObject(header, new Payload(body));
        token.sign(signer);
        return token.serialize();
    }

    private String body() {
        String payload = tokens.issue(ADA).split("\\.", -1)[1];
        return new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
    }

    private String changed(String claim, Object value) {
        ObjectNode body = (ObjectNode) Json.MAPPER.readTree(body());
        body.putPOJO(claim, value);
        return body.toString();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
