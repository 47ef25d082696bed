package dev.promptlooper.mcp.tool;

/// Where there is more than the answer of a tool: a resource of this server.
///
/// @param uri         `promptlooper://…`
/// @param name        short, ours
/// @param description what is there, ours
/// @param mimeType    of its content
public record Link(String uri, String name, String description, String mimeType) {}
