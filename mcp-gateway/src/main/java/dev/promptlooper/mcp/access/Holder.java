package dev.promptlooper.mcp.access;

import dev.promptlooper.contracts.access.Authenticator.Admitted;
import dev.promptlooper.contracts.access.Authenticator.Outcome;
import dev.promptlooper.contracts.access.Authenticator.Rejected;
import dev.promptlooper.contracts.access.Authenticator.Standing;
import dev.promptlooper.contracts.access.Authenticator.Unknown;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.mcp.rest.RestApi;
import dev.promptlooper.mcp.rest.RestFailure;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// What is known of one credential. Thread-safe: one thread asks the API, the others wait for its answer.
final class Holder {

    private static final Duration FRESH = Duration.ofSeconds(2);
    /// Shorter, so that the API is found again soon, but not asked by every request while it is away.
    private static final Duration FRESH_UNKNOWN = Duration.ofMillis(200);
    private static final Duration RENEW_BEFORE = Duration.ofMinutes(1);
    private static final Duration FORGET_AFTER = Duration.ofMinutes(10);

    private final RestApi asCredential;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Seen seen = new Seen(new Unknown("nobody has asked yet"), Instant.MIN);
    private volatile @Nullable String user;
    private @Nullable Token token;
    private volatile Instant used;

    private record Seen(Outcome outcome, Instant at) {

        boolean isFresh(Instant now) {
            Duration fresh = outcome instanceof Unknown ? FRESH_UNKNOWN : FRESH;
            return now.isBefore(at.equals(Instant.MIN) ? Instant.MIN : at.plus(fresh));
        }
    }

    private record Token(String value, Instant expiresAt, Principal principal) {
        @Override
        public String toString() {
            return "Token[***]";
        }
    }

    Holder(String credential, RestApi api, InstantSource clock) {
        this.asCredential = api.as(() -> credential);
        this.clock = clock;
        this.used = clock.instant();
    }

    Outcome outcome() {
        Instant now = clock.instant();
        used = now;
        if (seen.isFresh(now)) {
            return seen.outcome();
        }
        lock.lock();
        try {
            if (!seen.isFresh(clock.instant())) {
                Outcome outcome = ask();
                seen = new Seen(outcome, clock.instant());
                user = switch (outcome) {
                    case Admitted(Principal principal) -> principal.user();
                    case Rejected _ -> null;
                    case Unknown _ -> user;
                };
            }
            return seen.outcome();
        } finally {
            lock.unlock();
        }
    }

    /// The short-lived token to call the API with.
    ///
    /// @throws RestFailure when the credential is not good any more, or the API does not answer
    String accessToken() {
        Outcome outcome = outcome();
        lock.lock();
        try {
            if (outcome instanceof Admitted && token != null) {
                return token.value();
            }
        } finally {
            lock.unlock();
        }
        throw RestFailure.noAnswer("the credential cannot be checked now; try again");
    }

    private Outcome ask() {
        try {
            Token now = token;
            if (now == null || clock.instant().plus(RENEW_BEFORE).isAfter(now.expiresAt())) {
                return new Admitted(exchange());
            }
            Principal principal = principal(asCredential.get("/api/v1/auth/session", Map.of()));
            // Other rights than those that are in the token: it has to be another one.
            return new Admitted(principal.equals(now.principal()) ? principal : exchange());
        } catch (RestFailure e) {
            if (e.status() == 401 || e.status() == 403) {
                token = null;
                return new Rejected("the credential is not accepted; it is unknown, expired or revoked");
            }
            return new Unknown("PromptLooper's API does not answer, so nobody can tell whose credential this is");
        }
    }

    private Principal exchange() {
        JsonNode answer = asCredential.post("/api/v1/auth/token", Map.of(), Map.of());
        Principal principal = principal(answer);
        token = new Token(answer.path("token").asString(""), Instant.parse(answer.path("expiresAt").asString("")),
                principal);
        return principal;
    }

    private static Principal principal(JsonNode node) {
        Set<Scope> scopes = node.path("scopes")
                .valueStream()
                .map(scope -> Scope.of(scope.asString("")))
                .collect(Collectors.toUnmodifiableSet());
        String key = node.path("keyId").asString("");
        return new Principal(node.path("user").asString("?"), key.isEmpty() ? null : key, null, scopes, null);
    }

    /// How it stands with somebody whom this credential showed.
    Standing standing(Principal principal) {
        return switch (outcome()) {
            case Admitted(Principal now) -> now.equals(principal) ? Standing.VALID : Standing.ENDED;
            case Rejected _ -> Standing.ENDED;
            case Unknown _ -> Standing.UNKNOWN;
        };
    }

    /// Whether the credential showed this user when it was last known.
    boolean belongsTo(Principal principal) {
        return principal.user().equals(user);
    }

    boolean isAdmitted() {
        return seen.outcome() instanceof Admitted;
    }

    boolean isForgotten() {
        Duration keep = isAdmitted() ? FORGET_AFTER : FRESH;
        return used.plus(keep).isBefore(clock.instant());
    }
}
