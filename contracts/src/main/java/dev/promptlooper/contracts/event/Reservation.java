package dev.promptlooper.contracts.event;

/// What the planner set aside from a sweep's budget for one run before asking for it; given back when the run settles.
///
/// @param usd    dollars, 0 or more
/// @param tokens prompt and completion tokens, 0 or more
public record Reservation(double usd, long tokens) {

    public static final Reservation NONE = new Reservation(0, 0);

    public Reservation {
        if (!(usd >= 0) || Double.isInfinite(usd) || tokens < 0) {
            throw new IllegalArgumentException(
                    "a reservation is finite and not negative, was " + usd + " USD, " + tokens + " tokens");
        }
    }
}
