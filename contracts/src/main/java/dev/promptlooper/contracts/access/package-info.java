/// Who may do what: scopes, roles, principals, credentials, and the one door of every HTTP port.
///
/// Every service puts the same door before everything else it serves. It asks an
/// [dev.promptlooper.contracts.access.Authenticator] who is there and a table of routes what that takes; a route that is in no
/// table is refused. Plain Java and the Servlet API, no Spring (ADR 018).
@NullMarked
package dev.promptlooper.contracts.access;

import org.jspecify.annotations.NullMarked;
