package dev.promptlooper.standalone.fakellm;

import java.util.Locale;

/// What can go wrong with a call.
public enum Fault {
    /// Nothing: the answer is sent whole.
    NONE,
    /// 429 by chance ([FaultPlan]).
    RATE_LIMITED,
    /// 429 because the requests of a minute are used up.
    RPM_LIMIT,
    /// 429 because too many calls are under way.
    OVERLOADED,
    /// 500, 502 or 503.
    SERVER_ERROR,
    /// No byte ever comes.
    HANG,
    /// The connection is reset (RST) instead of an answer.
    RESET,
    /// The answer breaks off in the middle and the connection closes.
    TRUNCATED,
    /// 200 with an HTML page.
    GARBAGE,
    /// The request was wrong, or no answer is recorded for it.
    REFUSED,
    /// The client closed the connection before the answer was sent.
    CLIENT_GONE;

    /// As the ledger writes it: `rate-limited`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
