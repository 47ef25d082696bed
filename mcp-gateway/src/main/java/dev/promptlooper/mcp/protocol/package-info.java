/// What both eras of the protocol have in common, in plain Java: messages, errors, the offer, and the methods that answer from it.
///
/// A request becomes an [dev.promptlooper.mcp.protocol.Exchange] in `legacy` (2025-11-25 and older) or `modern` (2026-07-28);
/// [dev.promptlooper.mcp.protocol.Methods] answers it from the [dev.promptlooper.mcp.protocol.Offer]. Neither knows how the
/// answer travels.
@NullMarked
package dev.promptlooper.mcp.protocol;

import org.jspecify.annotations.NullMarked;
