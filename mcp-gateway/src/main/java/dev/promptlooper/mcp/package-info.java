/// The MCP gateway: a Model Context Protocol server on a port of its own (8401) and nothing but a client of the REST API.
///
/// `tool` holds what agents can call, one REST operation each; `rest` is the client; the protocol itself is the MCP Java SDK's
/// servlet transport.
@NullMarked
package dev.promptlooper.mcp;

import org.jspecify.annotations.NullMarked;
