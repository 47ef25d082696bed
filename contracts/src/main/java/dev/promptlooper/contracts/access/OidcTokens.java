package dev.promptlooper.contracts.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.DefaultJOSEProcessor;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Checks tokens of the operator's OIDC issuer: RS256 or ES256 by a key that the issuer publishes now, `iss`, `aud`, `exp`,
/// `nbf`, and a role in the claim of the settings. What a token's header says about keys, except for their id, is ignored.
///
/// Its users have no account here: they are called `oidc:` and their `sub`, which no account can be called. Thread-safe.
public final class OidcTokens {

    private static final String USER = "oidc:";
    private static final int LONGEST = 16_384;
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

    private final OidcSettings settings;
    private final InstantSource clock;
    private final IssuerKeys keys;
    private final DefaultJOSEProcessor<SecurityContext> processor = new DefaultJOSEProcessor<>();

    public OidcTokens(OidcSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.keys = new IssuerKeys(settings.issuer());
        // Key sets are kept for five minutes, and for fifty while the issuer is away. An unknown key id asks again at most
        // every 30 seconds, so that made-up tokens do not hammer the issuer.
        JWKSource<SecurityContext> source = JWKSourceBuilder.create(keys)
                .refreshAheadCache(false)
                .outageTolerant(true)
                .build();
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, source));
    }

    /// The issuer that the environment names, see [OidcSettings#fromEnvironment].
    public static Optional<OidcTokens> fromEnvironment(Map<String, String> environment, InstantSource clock) {
        return OidcSettings.fromEnvironment(environment).map(settings -> new OidcTokens(settings, clock));
    }

    /// True for the name of somebody whom only the issuer knows.
    public static boolean isForeign(String user) {
        return user.startsWith(USER);
    }

    /// Whether a token says that it is the issuer's; nothing is checked.
    boolean isFromIssuer(String token) {
        if (token.length() > LONGEST) {
            return false;
        }
        try {
            JsonNode claims = Json.MAPPER.readTree(JWSObject.parse(token).getPayload().toString());
            return claims.path("iss").asString("").equals(settings.issuer().toString());
        } catch (ParseException | JacksonException | IllegalArgumentException e) {
            return false;
        }
    }

    /// @throws InvalidToken         when anything is not as it should be
    /// @throws UnavailableException when the issuer has not told its keys yet
    Principal verify(String token) throws InvalidToken, UnavailableException {
        return principal(signed(token));
    }

    private JsonNode signed(String token) throws InvalidToken, UnavailableException {
        try {
            return Json.MAPPER.readTree(processor.process(JWSObject.parse(token), null).toString());
        } catch (RateLimitReachedException e) {
            if (keys.hasAnswered()) {
                throw new InvalidToken("the token is signed with a key that its issuer does not publish");
            }
            throw new UnavailableException("the OIDC issuer does not answer", e);
        } catch (BadJOSEException | ParseException | JacksonException | IllegalArgumentException e) {
            throw new InvalidToken("the token was not signed by the OIDC issuer with RS256 or ES256");
        } catch (JOSEException e) {
            throw new UnavailableException("the OIDC issuer does not answer", e);
        }
    }

    private Principal principal(JsonNode claims) throws InvalidToken {
        Instant now = clock.instant();
        if (!claims.path("iss").asString("").equals(settings.issuer().toString())) {
            throw new InvalidToken("the token is of another issuer than " + settings.issuer());
        }
        if (texts(claims.path("aud")).noneMatch(settings.audience()::equals)) {
            throw new InvalidToken("the token was made for another audience than " + settings.audience());
        }
        Instant end = time(claims.path("exp"));
        if (end == null || !end.plus(SKEW).isAfter(now)) {
            throw new InvalidToken("the token has ended; get another from " + settings.issuer());
        }
        Instant start = time(claims.path("nbf"));
        if (start != null && start.minus(SKEW).isAfter(now)) {
            throw new InvalidToken("the token is not valid yet; compare the clocks of issuer and server");
        }
        String subject = claims.path("sub").asString("");
        if (!subject.matches("[\\x21-\\x7e]{1,200}")) {
            throw new InvalidToken("the token names no subject of 1 to 200 visible ASCII characters");
        }
        return new Principal(USER + subject, null, null, role(claims).scopes(), end);
    }

    /// The highest role that the claim names.
    private Role role(JsonNode claims) throws InvalidToken {
        JsonNode claim = claims;
        for (String step : claims.has(settings.roleClaim())
                ? new String[]{settings.roleClaim()}
                : settings.roleClaim().split("\\.", -1)) {
            claim = claim.path(step);
        }
        return texts(claim).flatMap(word -> Stream.of(Role.values()).filter(role -> role.word().equals(word)))
                .max(Comparator.naturalOrder())
                .orElseThrow(() -> new InvalidToken(
                        "the token's claim " + settings.roleClaim() + " names none of viewer, editor, admin"));
    }

    private static Stream<String> texts(JsonNode node) {
        return node.isArray()
                ? node.valueStream().filter(JsonNode::isString).map(JsonNode::asString)
                : node.isString() ? Stream.of(node.asString()) : Stream.empty();
    }

    private static @Nullable Instant time(JsonNode seconds) {
        return seconds.isNumber() && Math.abs(seconds.asDouble()) < 1e12
                ? Instant.ofEpochSecond((long) seconds.asDouble())
                : null;
    }
}
