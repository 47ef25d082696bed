package dev.promptlooper.mcp.resource;

/// A resource in the list.
///
/// @param name     short, for programs
/// @param title    for people
/// @param mimeType of its content
public record ResourceEntry(String uri, String name, String title, String description, String mimeType) {}
