package dev.promptlooper.contracts.access;

import dev.promptlooper.contracts.access.AccessTokens.Claims;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import javax.sql.DataSource;

/// Knows keys, sessions, access tokens and tickets from the schema `access`, and tokens of an OIDC issuer where there is one.
///
/// What it read it believes for two seconds, found by the whole SHA-256 of the credential, never by a piece of it. A token's
/// signature alone admits nobody: its session or key must live, and its owner must be active. When the database is away, what
/// is not known from the last two seconds is [Unknown]. Thread-safe.
public final class DatabaseAuthenticator implements Authenticator {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseAuthenticator.class);

    /// How old an answer may be.
    public static final Duration FRESH = Duration.ofSeconds(2);

    private static final int MOST_ENTRIES = 10_000;
    private static final Duration USE_WRITTEN_EVERY = Duration.ofMinutes(1);
    private static final String SIGN_IN = "; sign in again";
    private static final String NO_KEY = "this key does not exist, was revoked or has expired; make another in the dashboard";

    private final AccessTables tables;
    private final AccessTokens tokens;
    private final @Nullable OidcTokens oidc;
    private final InstantSource clock;
    private final FreshCache<Optional<Grant>> keysByHash;
    private final FreshCache<Optional<Grant>> keysById;
    private final FreshCache<Optional<Grant>> sessions;
    private final Map<String, Instant> uses = new ConcurrentHashMap<>();

    /// @param oidc the issuer whose tokens are accepted, or null
    public DatabaseAuthenticator(DataSource database, AccessTokens tokens, @Nullable OidcTokens oidc,
            InstantSource clock) {
        this.tables = new AccessTables(database);
        this.tokens = tokens;
        this.oidc = oidc;
        this.clock = clock;
        this.keysByHash = new FreshCache<>(MOST_ENTRIES, FRESH, clock);
        this.keysById = new FreshCache<>(MOST_ENTRIES, FRESH, clock);
        this.sessions = new FreshCache<>(MOST_ENTRIES, FRESH, clock);
    }

    @Override
    public Outcome authenticate(Credential credential) {
        try {
            return switch (credential) {
                case Credential.Bearer(String token) when ApiKey.isForm(token) -> key(token);
                case Credential.Bearer(String token) when oidc != null && oidc.isFromIssuer(token) ->
                    foreign(oidc, token);
                case Credential.Bearer(String token) -> own(tokens.verify(token, AccessTokens.Kind.BEARER));
                case Credential.Cookie(String token) -> own(tokens.verify(token, AccessTokens.Kind.SESSION));
                case Credential.Ticket(String token) -> ticket(token);
            };
        } catch (InvalidToken e) {
            return new Rejected(String.valueOf(e.getMessage()));
        } catch (UnavailableException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("a credential cannot be looked up");
            return new Unknown(e.getMessage() + "; nothing was done, repeat the request in a few seconds");
        }
    }

    /// A session goes on beyond its ten-minute tokens, a key beyond what was exchanged for it: both as long as they live and
    /// still allow what they did. Only what belongs to neither has no end but that of its token.
    @Override
    public Standing standing(Principal principal) {
        Instant now = clock.instant();
        if (principal.keyId() == null && principal.sessionId() == null) {
            boolean isOver = principal.expiresAt() != null && !principal.expiresAt().isAfter(now);
            return isOver ? Standing.ENDED : Standing.VALID;
        }
        try {
            return live(principal.keyId(), principal.sessionId()).filter(grant -> !grant.isOver(now))
                    .filter(grant -> grant.user().equals(principal.user()))
                    .filter(grant -> grant.scopes().containsAll(principal.scopes()))
                    .isPresent() ? Standing.VALID : Standing.ENDED;
        } catch (UnavailableException e) {
            return Standing.UNKNOWN;
        }
    }

    private Outcome key(String token) throws UnavailableException {
        Optional<Grant> grant = keysByHash.get(ApiKey.hashOf(token), tables::keyByHash);
        if (grant.isEmpty() || grant.get().isOver(clock.instant())) {
            return new Rejected(NO_KEY);
        }
        return admitted(grant.get(), grant.get().scopes(), grant.get().expiresAt());
    }

    private Outcome own(Claims claims) throws UnavailableException {
        if (claims.keyId() == null && claims.sessionId() == null) {
            // Exchanged for a token of the issuer, who alone knows its user; never lives longer than that.
            return oidc != null && OidcTokens.isForeign(claims.user())
                    ? new Admitted(new Principal(claims.user(), null, null, claims.scopes(), claims.expiresAt()))
                    : new Rejected("the token belongs to no session and no key" + SIGN_IN);
        }
        Optional<Grant> grant = live(claims.keyId(), claims.sessionId())
                .filter(live -> live.user().equals(claims.user()) && !live.isOver(clock.instant()));
        if (grant.isEmpty()) {
            return new Rejected("the session or key behind the token has ended" + SIGN_IN);
        }
        // A session has what its user's role allows now; what was exchanged never has more than it was given.
        Set<Scope> scopes = claims.kind() == AccessTokens.Kind.SESSION
                ? grant.get().scopes()
                : both(claims.scopes(), grant.get().scopes());
        return admitted(grant.get(), scopes, earlier(claims.expiresAt(), grant.get().expiresAt()));
    }

    private Outcome ticket(String token) throws UnavailableException {
        Optional<AccessTables.Ticket> ticket = tables.spend(ApiKey.hashOf(token));
        Instant now = clock.instant();
        if (ticket.isEmpty() || !ticket.get().expiresAt().isAfter(now)) {
            return new Rejected("the ticket was used, is older than 30 seconds or never existed; get another");
        }
        Grant owner = ticket.get().grant();
        if (owner.keyId() == null && owner.sessionId() == null) {
            return owner.isOver(now)
                    ? new Rejected("the token behind the ticket has ended" + SIGN_IN)
                    : new Admitted(new Principal(owner.user(), null, null, owner.scopes(), owner.expiresAt()));
        }
        Optional<Grant> live = live(owner.keyId(), owner.sessionId()).filter(grant -> !grant.isOver(now));
        if (live.isEmpty()) {
            return new Rejected("the session or key behind the ticket has ended" + SIGN_IN);
        }
        return admitted(live.get(), both(owner.scopes(), live.get().scopes()), live.get().expiresAt());
    }

    private static Outcome foreign(OidcTokens issuer, String token) throws InvalidToken, UnavailableException {
        return new Admitted(issuer.verify(token));
    }

    private Outcome admitted(Grant grant, Set<Scope> scopes, @Nullable Instant expiresAt) {
        if (grant.keyId() != null) {
            noteUse(grant.keyId());
        }
        return new Admitted(new Principal(grant.user(), grant.keyId(), grant.sessionId(), scopes, expiresAt));
    }

    private Optional<Grant> live(@Nullable String keyId, @Nullable String sessionId) throws UnavailableException {
        if (keyId != null) {
            return keysById.get(keyId, tables::keyById);
        }
        return sessionId == null ? Optional.empty() : sessions.get(sessionId, tables::session);
    }

    /// In the background: a request does not wait for the note that it came.
    private void noteUse(String keyId) {
        Instant now = clock.instant();
        Instant last = uses.get(keyId);
        if (last != null && last.plus(USE_WRITTEN_EVERY).isAfter(now)) {
            return;
        }
        boolean mine = last == null ? uses.putIfAbsent(keyId, now) == null : uses.replace(keyId, last, now);
        if (mine) {
            Thread.ofVirtual().name("key-use").start(() -> {
                try {
                    tables.used(keyId, now);
                } catch (UnavailableException e) {
                    LOG.atDebug().addKeyValue("key", keyId).log("the use of a key was not noted");
                }
            });
        }
    }

    private static Set<Scope> both(Set<Scope> one, Set<Scope> other) {
        Set<Scope> both = new HashSet<>(one);
        both.retainAll(other);
        return both;
    }

    private static Instant earlier(Instant one, @Nullable Instant other) {
        return other != null && other.isBefore(one) ? other : one;
    }
}
