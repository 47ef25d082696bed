package dev.promptlooper.contracts.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;

import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Signs and checks our own short-lived tokens: JWT with HS256 and nothing else. The header of a token decides nothing: its
/// algorithm and key id must be ours, and one that carries keys or says where to fetch some is refused unread. Thread-safe.
public final class AccessTokens {

    private static final String ISSUER = "promptlooper";
    private static final int LONGEST = 4096;
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");

    private final SigningKey key;
    private final InstantSource clock;
    private final JWSSigner signer;
    private final JWSVerifier verifier;

    public AccessTokens(SigningKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
        try {
            this.signer = new MACSigner(key.secret());
            this.verifier = new MACVerifier(key.secret());
        } catch (JOSEException e) {
            throw new IllegalStateException("this Java cannot sign with HS256", e);
        }
    }

    /// Where a token counts. One kind is no use in place of the other: a session cookie is no bearer token.
    public enum Kind {
        /// In the cookie of the dashboard.
        SESSION("promptlooper/session"),
        /// In the `Authorization` header.
        BEARER("promptlooper/api");

        private final String audience;

        Kind(String audience) {
            this.audience = audience;
        }
    }

    /// What a token says. Whoever believes it still asks whether session and key live.
    ///
    /// @param kind      where it counts
    /// @param user      whose it is
    /// @param scopes    most that it allows
    /// @param sessionId session it belongs to, or null
    /// @param keyId     key it was exchanged for, or null
    /// @param expiresAt its end, to the second
    public record Claims(Kind kind, String user, Set<Scope> scopes, @Nullable String sessionId,
            @Nullable String keyId, Instant expiresAt) {

        public Claims {
            scopes = Set.copyOf(scopes);
        }
    }

    /// The JSON of a token.
    private record Body(@Nullable String iss, @Nullable String aud, @Nullable String sub, @Nullable List<String> scopes,
            @Nullable String sid, @Nullable String kid, @Nullable Long iat, @Nullable Long exp) {}

    /// A signed token.
    public String issue(Claims claims) {
        Body body = new Body(ISSUER, claims.kind().audience, claims.user(),
                claims.scopes().stream().sorted().map(Scope::word).toList(), claims.sessionId(), claims.keyId(),
                clock.instant().getEpochSecond(), claims.expiresAt().getEpochSecond());
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).keyID(key.id()).build();
        JWSObject token = new JWSObject(header, new Payload(Json.write(body)));
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException("a token cannot be signed", e);
        }
        return token.serialize();
    }

    /// Checks form, header, signature, issuer, audience and end.
    ///
    /// @param kind where the token was shown
    /// @throws InvalidToken when anything is not as it should be
    public Claims verify(String token, Kind kind) throws InvalidToken {
        if (token.length() > LONGEST) {
            throw new InvalidToken("the token is longer than any of this server; sign in again");
        }
        Body body = body(signed(token));
        if (!ISSUER.equals(body.iss()) || !kind.audience.equals(body.aud())) {
            throw new InvalidToken("the token was made for another place; sign in again");
        }
        if (body.exp() == null || body.exp() <= clock.instant().getEpochSecond()) {
            throw new InvalidToken("the token has ended; renew it or sign in again");
        }
        if (body.sub() == null || body.sub().isBlank() || body.scopes() == null) {
            throw new InvalidToken("the token lacks its user or its scopes; sign in again");
        }
        return new Claims(kind, body.sub(), scopes(body.scopes()), body.sid(), body.kid(),
                Instant.ofEpochSecond(body.exp()));
    }

    private JWSObject signed(String token) throws InvalidToken {
        try {
            JWSObject parsed = JWSObject.parse(token);
            JWSHeader header = parsed.getHeader();
            if (!JWSAlgorithm.HS256.equals(header.getAlgorithm()) || !key.id().equals(header.getKeyID())
                    || !HEADER.containsAll(header.toJSONObject().keySet()) || !parsed.verify(verifier)) {
                throw new InvalidToken("the token was not signed by this server; sign in again");
            }
            return parsed;
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            throw new InvalidToken("this is no token of this server; sign in again");
        }
    }

    private static Body body(JWSObject token) throws InvalidToken {
        try {
            return Json.read(token.getPayload().toString(), Body.class);
        } catch (IllegalArgumentException e) {
            throw new InvalidToken("the token cannot be read; sign in again");
        }
    }

    private static Set<Scope> scopes(List<String> words) throws InvalidToken {
        try {
            return words.stream().map(Scope::of).collect(Collectors.toUnmodifiableSet());
        } catch (IllegalArgumentException e) {
            throw new InvalidToken("the token names a scope that this server does not know; sign in again");
        }
    }
}
