package dev.promptlooper.standalone;

import org.jspecify.annotations.Nullable;

/// Something the person at the keyboard can put right. The message is one line: what was wrong, with which value, what to
/// do. It is shown as it is, without a stack trace, and the program ends with exit code 1.
public final class StartFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StartFailure(String message) {
        this(message, null);
    }

    public StartFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
