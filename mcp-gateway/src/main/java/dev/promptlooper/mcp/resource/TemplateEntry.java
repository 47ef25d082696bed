package dev.promptlooper.mcp.resource;

/// A family of resources.
///
/// @param uriTemplate RFC 6570, for example `promptlooper://sweeps/{sweep_id}`
/// @param name        short, for programs
/// @param title       for people
/// @param mimeType    of the content of each
public record TemplateEntry(String uriTemplate, String name, String title, String description, String mimeType) {}
