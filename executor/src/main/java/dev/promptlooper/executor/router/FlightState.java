package dev.promptlooper.executor.router;

/// The state of one config hash for which an answer was asked. Its waiters are the `lead`, kept here because most flights have
/// no other, and the joiners, kept one by one in a store of their own so that joining costs the same however many have joined.
sealed interface FlightState {

    int emission();

    Waiter lead();

    boolean joined();

    FlightState withLead(Waiter waiter);

    /// A call is under way.
    ///
    /// @param call       what was asked
    /// @param emission   how often, 1 for the first time
    /// @param leaseUntil when the call counts as lost, epoch milliseconds
    /// @param lead       the first waiter
    /// @param joined     true when there are joiners
    record Airborne(Call call, int emission, long leaseUntil, Waiter lead, boolean joined)
            implements
                FlightState {

        Landed land(long now, Waiter newLead) {
            return new Landed(emission, now, newLead, joined);
        }

        Airborne again(long newLease, Waiter newLead) {
            return new Airborne(call, emission + 1, newLease, newLead, joined);
        }

        Airborne withJoiner() {
            return new Airborne(call, emission, leaseUntil, lead, true);
        }

        @Override
        public Airborne withLead(Waiter waiter) {
            return new Airborne(call, emission, leaseUntil, waiter, joined);
        }
    }

    /// Every waiter has its fate. Kept for some seconds: outputs and this state go to different partitions, so after a crash the
    /// state may be there and the outputs not; the redelivered answer then completes the same waiters in the same way.
    ///
    /// @param emission   of the call that landed
    /// @param since      epoch milliseconds
    /// @param lead       the first waiter
    /// @param joined     true when there are joiners
    record Landed(int emission, long since, Waiter lead, boolean joined) implements FlightState {

        Airborne reopen(Call call, long leaseUntil) {
            return new Airborne(call, emission + 1, leaseUntil, lead, joined);
        }

        Landed again(long now, Waiter newLead) {
            return new Landed(emission, now, newLead, joined);
        }

        @Override
        public Landed withLead(Waiter waiter) {
            return new Landed(emission, since, waiter, joined);
        }
    }
}
