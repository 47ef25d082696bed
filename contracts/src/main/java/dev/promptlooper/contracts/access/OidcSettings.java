package dev.promptlooper.contracts.access;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whose tokens are accepted beside our own.
///
/// @param issuer    exactly as in the `iss` of its tokens; https, or http on this machine
/// @param audience  what its tokens for this installation say in `aud`
/// @param roleClaim claim that holds `viewer`, `editor` or `admin`, alone or in a list; dots lead into objects
public record OidcSettings(URI issuer, String audience, String roleClaim) {

    private static final String ISSUER = "PROMPTLOOPER_OIDC_ISSUER";
    private static final String AUDIENCE = "PROMPTLOOPER_OIDC_AUDIENCE";
    private static final String ROLE_CLAIM = "PROMPTLOOPER_OIDC_ROLE_CLAIM";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public OidcSettings {
        trustworthy(ISSUER, issuer.toString());
        if (audience.isBlank()) {
            throw new IllegalArgumentException(AUDIENCE + " is not set; without it, a token that the issuer made for"
                    + " another program would be accepted here");
        }
        if (roleClaim.isBlank()) {
            throw new IllegalArgumentException(ROLE_CLAIM + " is blank; name the claim that holds the role");
        }
    }

    /// From `PROMPTLOOPER_OIDC_ISSUER`, `_AUDIENCE` and `_ROLE_CLAIM` (default `promptlooper_role`); empty without an issuer.
    ///
    /// @throws IllegalArgumentException naming the variable that is wrong
    public static Optional<OidcSettings> fromEnvironment(Map<String, String> environment) {
        String issuer = environment.getOrDefault(ISSUER, "").strip();
        if (issuer.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new OidcSettings(trustworthy(ISSUER, issuer),
                environment.getOrDefault(AUDIENCE, "").strip(),
                environment.getOrDefault(ROLE_CLAIM, "promptlooper_role").strip()));
    }

    /// Keys that came over an open line are anybody's.
    static URI trustworthy(String name, String text) {
        URI uri = URI.create(text);
        boolean local = "http".equals(uri.getScheme()) && LOOPBACK.contains(String.valueOf(uri.getHost()));
        if (uri.getHost() == null || uri.getUserInfo() != null || (!local && !"https".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(name + " must be an https URL, was '" + text + "'");
        }
        return uri;
    }
}
