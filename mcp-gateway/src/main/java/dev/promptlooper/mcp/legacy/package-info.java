/// The protocol of 2025-11-25 and older, with sessions: the SDK's servlet transport and sessions, and around them what they leave
/// open. Sessions belong to who opened them, errors are our own words, and the methods are those of `protocol`: of the SDK's
/// server nothing is used.
@NullMarked
package dev.promptlooper.mcp.legacy;

import org.jspecify.annotations.NullMarked;
