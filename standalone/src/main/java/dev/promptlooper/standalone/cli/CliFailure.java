package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.Nullable;

/// A command cannot do what it was asked. The message is for the person at the keyboard: what was wrong, with which value,
/// what to do. Shown without a stack trace; the command ends with exit code 1.
public final class CliFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public CliFailure(String message) {
        this(message, null);
    }

    public CliFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
