/// The one way out to endpoints (ADR 019): which addresses may be connected to, and how much of an answer is read.
///
/// [dev.promptlooper.contracts.egress.EgressGuard] decides; it stands where the HTTP client turns a host into addresses, so what
/// it judged is what is connected to. [dev.promptlooper.contracts.egress.EndpointConnections] makes the only connections that
/// lead to endpoints; nothing else in the project may make some (held by `ArchitectureRules`).
@NullMarked
package dev.promptlooper.contracts.egress;

import org.jspecify.annotations.NullMarked;
