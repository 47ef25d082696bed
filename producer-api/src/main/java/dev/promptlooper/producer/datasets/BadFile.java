package dev.promptlooper.producer.datasets;

/// The file cannot be read any further. Unchecked, because it passes through parsers that know nothing of it.
final class BadFile extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final long line;

    BadFile(long line, String message) {
        super(message);
        this.line = line;
    }

    long line() {
        return line;
    }

    String problem() {
        return String.valueOf(getMessage());
    }
}
