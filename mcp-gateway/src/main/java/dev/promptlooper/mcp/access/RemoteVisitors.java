package dev.promptlooper.mcp.access;

import dev.promptlooper.contracts.access.Authenticator.Admitted;
import dev.promptlooper.contracts.access.Authenticator.Standing;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.mcp.rest.Caller;
import dev.promptlooper.mcp.rest.RestApi;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/// Visitors by their bearer token. They call the API with the short-lived token that was made for them, never with the credential
/// they showed. Thread-safe.
public final class RemoteVisitors implements Visitors {

    private final RemoteAuthenticator authenticator;
    private final RestApi api;

    /// @param api the API without a caller
    public RemoteVisitors(RemoteAuthenticator authenticator, RestApi api) {
        this.authenticator = authenticator;
        this.api = api;
    }

    @Override
    public @Nullable Visitor of(HttpServletRequest request) {
        String token = bearer(request);
        if (token == null) {
            return null;
        }
        Holder holder = authenticator.holder(token);
        return holder.outcome() instanceof Admitted(Principal principal) ? new Remote(principal, holder, api) : null;
    }

    /// @return the token of the header `Authorization: Bearer …`, or null
    static @Nullable String bearer(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7) && header.length() > 7
                ? header.substring(7).strip()
                : null;
    }

    private record Remote(Principal principal, Holder holder, RestApi api) implements Visitor {

        @Override
        public Caller as(String client) {
            return new Caller(principal, api.as(holder::accessToken, client));
        }

        @Override
        public Standing standing() {
            return holder.standing(principal);
        }
    }
}
