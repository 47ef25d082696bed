package dev.promptlooper.contracts.access;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Set;

/// Who makes a request. Holds no secret and may be logged.
///
/// @param user      name of the person, also when a key acts for them
/// @param keyId     public id of the key that was shown, or null for a session
/// @param sessionId session of the dashboard, or null for a key
/// @param scopes    what is allowed now
/// @param expiresAt when the credential ends, or null when it does not
public record Principal(String user, @Nullable String keyId, @Nullable String sessionId, Set<Scope> scopes,
        @Nullable Instant expiresAt) {

    /// Request attribute under which the door leaves the principal for whoever answers.
    public static final String ATTRIBUTE = "dev.promptlooper.principal";

    public Principal {
        if (user.isBlank()) {
            throw new IllegalArgumentException("a principal needs the name of a user");
        }
        scopes = Set.copyOf(scopes);
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }

    /// For logs and the audit log: `ada` for a person, `ada/key:k_7f3k2m` for a key.
    public String label() {
        return keyId == null ? user : user + "/key:" + keyId;
    }
}
