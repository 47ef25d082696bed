package dev.promptlooper.mcp.prompt;

/// A prompt was asked for that does not exist, or with wrong arguments. The message is for agents and made of our own words.
public final class BadPrompt extends RuntimeException {

    private static final long serialVersionUID = 1;

    public BadPrompt(String message) {
        super(message);
    }
}
