package dev.promptlooper.mcp.access;

import dev.promptlooper.contracts.access.Authenticator.Standing;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.mcp.rest.Caller;

/// Whoever makes a request, for as long as what they opened lasts. Thread-safe.
public interface Visitor {

    Principal principal();

    /// The visitor as a caller of the API, under the name of the client program.
    ///
    /// @param client as the client calls itself; goes into the audit log
    Caller as(String client);

    /// How it stands with the credential; for streams, asked every few seconds.
    Standing standing();
}
