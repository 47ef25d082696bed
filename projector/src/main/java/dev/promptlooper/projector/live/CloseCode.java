package dev.promptlooper.projector.live;

/// Why the server closes a connection; `docs/live-feed.md` tells clients what to do then.
public enum CloseCode {
    SHUTDOWN(1012, "restarting"), BAD_FRAME(4400, "not a frame of promptlooper.v1"), SESSION_ENDED(4401,
            "session ended"), FORBIDDEN(4403, "forbidden"), SILENT(4408, "no sign of life"), TOO_MANY_CONNECTIONS(4409,
                    "too many connections"), TOO_BIG(4413, "frame too large"), TOO_FAST(4429, "too many frames"), SLOW(
                            4503,
                            "reading too slowly");

    private final int code;
    private final String reason;

    CloseCode(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    /// The number on the wire.
    public int code() {
        return code;
    }

    /// The text beside it.
    public String reason() {
        return reason;
    }
}
