/// The MCP gateway: a Model Context Protocol server on a port of its own (8401) and nothing but a client of the REST API.
///
/// A request goes through the door (`access` asks the API who is there), then `endpoint`, which tells its era: `modern` answers
/// 2026-07-28, `legacy` everything older, around the MCP Java SDK's servlet transport. Both answer from `protocol`, which serves the
/// `registry`: `tool`, `resource`, `prompt` and `completion`, which call the API through `rest`. `limits` counts, `subscription`
/// watches what clients want to hear of, `stdio` is the bridge of the command line.
@NullMarked
package dev.promptlooper.mcp;

import org.jspecify.annotations.NullMarked;
