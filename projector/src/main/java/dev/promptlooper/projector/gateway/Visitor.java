package dev.promptlooper.projector.gateway;

import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.projector.live.Admission;
import dev.promptlooper.projector.live.ChannelName;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/// Somebody whom the door let in. All channels show what `read` allows.
///
/// @param principal who it is
record Visitor(Principal principal, Authenticator authenticator) implements Admission {

    /// Whom the door left in the request, or null: then there is no door, and nobody comes in.
    static @Nullable Visitor of(HttpServletRequest request, Authenticator authenticator) {
        return request.getAttribute(Principal.ATTRIBUTE) instanceof Principal principal
                ? new Visitor(principal, authenticator)
                : null;
    }

    /// A person with all their pages, or one key.
    @Override
    public String visitor() {
        return principal.label();
    }

    @Override
    public boolean maySee(ChannelName channel) {
        return principal.may(Scope.READ);
    }

    /// A request waits for half a minute at most, so it need not end because that cannot be told now.
    @Override
    public boolean isValid() {
        return authenticator.standing(principal) != Authenticator.Standing.ENDED;
    }
}
