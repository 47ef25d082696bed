package dev.promptlooper.mcp.limits;

import dev.promptlooper.contracts.access.Principal;

/// Who something belongs to that outlives a request: a session, a stream, a share of the limits.
public final class Owner {

    private Owner() {}

    /// The key, whoever's; where there is none, the person. Tokens that were made for a key count as the key.
    public static String of(Principal principal) {
        return principal.keyId() == null ? "user:" + principal.user() : "key:" + principal.keyId();
    }
}
