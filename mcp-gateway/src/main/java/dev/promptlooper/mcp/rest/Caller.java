package dev.promptlooper.mcp.rest;

import dev.promptlooper.contracts.access.Principal;

/// Who asks, and the API authorised as them.
///
/// @param principal who
/// @param api       carries a short-lived token of theirs
public record Caller(Principal principal, RestApi api) {}
