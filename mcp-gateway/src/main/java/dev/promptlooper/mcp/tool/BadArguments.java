package dev.promptlooper.mcp.tool;

/// Arguments that fit the schema and are wrong all the same, found deep inside of a handler.
final class BadArguments extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient ToolError error;

    BadArguments(ToolError error) {
        super(error.message());
        this.error = error;
    }

    ToolError error() {
        return error;
    }
}
