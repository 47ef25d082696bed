package dev.promptlooper.mcp.resource;

/// There is nothing behind a URI. The message is for agents and made of our own words.
public final class UnknownResource extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String uri;

    public UnknownResource(String uri, String message) {
        super(message);
        this.uri = uri;
    }

    public String uri() {
        return uri;
    }
}
