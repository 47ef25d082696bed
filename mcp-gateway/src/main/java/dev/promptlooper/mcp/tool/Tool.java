package dev.promptlooper.mcp.tool;

import dev.promptlooper.contracts.access.Scope;

/// One thing an agent can do: exactly one operation of the REST API behind a name, schemas and hints.
///
/// @param name         as agents call it: verb_noun in snake_case, at most 22 characters
/// @param title        for people
/// @param description  for models: what it does, when to use it, what comes next; never made from data
/// @param inputSchema  JSON Schema 2020-12 as text, closed; its bytes are the same at every start
/// @param outputSchema JSON Schema of the structured answer as text, open
/// @param hints        what a client may assume before it calls
/// @param scope        what the caller must be allowed to
/// @param rest         the REST operation, for example `GET /api/v1/sweeps/{sweepId}`
/// @param handler      makes the call
public record Tool(String name, String title, String description, String inputSchema, String outputSchema, Hints hints,
        Scope scope, String rest, ToolHandler handler) {

    /// Longest name: with the prefixes that clients put before it, names stay below their limit of 64 characters.
    public static final int MAX_NAME = 22;

    public Tool {
        if (name.length() > MAX_NAME || !name.matches("[a-z]+(_[a-z]+)+")) {
            throw new IllegalArgumentException("a tool's name is verb_noun in snake_case of at most " + MAX_NAME
                    + " characters, was '" + name + "'");
        }
    }
}
