package dev.promptlooper.contracts.access;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Set;

/// What the database says that a key or a session allows now: within the role of its owner, and nothing once its owner is
/// inactive, it was revoked, or it has ended.
///
/// @param user      owner
/// @param keyId     the key, or null for a session
/// @param sessionId the session, or null for a key
/// @param scopes    what is allowed
/// @param expiresAt its end, or null
record Grant(String user, @Nullable String keyId, @Nullable String sessionId, Set<Scope> scopes,
        @Nullable Instant expiresAt) {

    boolean isOver(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }
}
