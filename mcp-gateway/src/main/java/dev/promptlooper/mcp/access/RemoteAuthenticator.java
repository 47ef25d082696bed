package dev.promptlooper.mcp.access;

import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.Credential;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.mcp.rest.RestApi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Asks the API who shows a bearer token (`POST /api/v1/auth/token`), remembers the answer by the SHA-256 of the token, and asks
/// again when it is two seconds old (`GET /api/v1/auth/session`), so that a revoked key stops working within five. Thread-safe.
///
/// The API is away: [Authenticator.Unknown], never the old answer.
public final class RemoteAuthenticator implements Authenticator {

    private static final int TIDY_ABOVE = 2_000;
    private static final Rejected BEARER_ONLY = new Rejected(
            "MCP clients send an API key as Authorization: Bearer …; cookies and tickets do not count here");

    private final RestApi api;
    private final InstantSource clock;
    private final ConcurrentHashMap<String, Holder> holders = new ConcurrentHashMap<>();

    /// @param api the API without a caller
    public RemoteAuthenticator(RestApi api, InstantSource clock) {
        this.api = api;
        this.clock = clock;
    }

    @Override
    public Outcome authenticate(Credential credential) {
        return switch (credential) {
            case Credential.Bearer(String token) -> holder(token).outcome();
            case Credential.Cookie cookie -> BEARER_ONLY;
            case Credential.Ticket ticket -> BEARER_ONLY;
        };
    }

    /// The best that is known of any credential of this principal.
    @Override
    public Standing standing(Principal principal) {
        Set<Standing> known = holders.values()
                .stream()
                .filter(holder -> holder.belongsTo(principal))
                .map(holder -> holder.standing(principal))
                .collect(Collectors.toSet());
        if (known.contains(Standing.VALID)) {
            return Standing.VALID;
        }
        return known.contains(Standing.UNKNOWN) ? Standing.UNKNOWN : Standing.ENDED;
    }

    /// Whether the token was good a moment ago; asks nobody.
    boolean knows(String token) {
        Holder holder = holders.get(digest(token));
        return holder != null && holder.isAdmitted();
    }

    Holder holder(String token) {
        if (holders.size() > TIDY_ABOVE) {
            holders.values().removeIf(Holder::isForgotten);
        }
        return holders.computeIfAbsent(digest(token), ignored -> new Holder(token, api, clock));
    }

    private static String digest(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
