package dev.promptlooper.contracts.kafka;

/// Thrown by a processor when the *world* is at fault (a database that does not answer), not the record: the record is not
/// dead-lettered but processed again after the thread was replaced.
public final class RetryLater extends RuntimeException {

    private static final long serialVersionUID = 1;

    public RetryLater(String message, Throwable cause) {
        super(message, cause);
    }
}
