package dev.promptlooper.contracts.access;

/// Whoever knows about a credential does not answer. Says nothing about the credential.
final class UnavailableException extends Exception {

    private static final long serialVersionUID = 1;

    UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    UnavailableException(String message) {
        super(message);
    }
}
