package dev.promptlooper.contracts.access;

/// A token that is refused. The message tells its owner why and holds no part of it.
public final class InvalidToken extends Exception {

    private static final long serialVersionUID = 1;

    InvalidToken(String message) {
        super(message);
    }
}
