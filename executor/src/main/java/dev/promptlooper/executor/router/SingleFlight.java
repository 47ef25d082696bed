package dev.promptlooper.executor.router;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.executor.router.FlightState.Airborne;
import dev.promptlooper.executor.router.FlightState.Landed;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// The state machine that makes one call out of many requests. Every input may come again (after a crash, from an at-least-once
/// writer) and in any interleaving; whatever comes,
///
/// - every waiter is completed, with an answer that is fresh enough for it or as failed;
/// - for each answer exactly one run is completed as [AnswerSource#CALL], the same one every time;
/// - the caller is asked once while a call is under way, except when a request is redelivered (its first question may be
///   lost) or a lease ran out.
///
/// Freshness: a waiter may refuse answers from before an instant. When an answer satisfies only some, the others stay and the
/// caller is asked again.
///
/// Single-threaded; time is passed in as epoch milliseconds.
final class SingleFlight {

    /// "No answer is known".
    static final long UNKNOWN = Long.MIN_VALUE;

    private static final int MAX_LEASE_DOUBLINGS = 5;

    private final FlightStore flights;
    private final ToLongFunction<String> known;
    private final Outbox out;
    private final long leaseMillis;
    private final long lingerMillis;

    /// @param known  `answeredAt` of the known answer of a hash, or [#UNKNOWN]
    /// @param lease  after which a call counts as lost; doubles with every emission, because a long queue is no loss
    /// @param linger how long a landed flight is kept; several commits long
    SingleFlight(FlightStore flights, ToLongFunction<String> known, Outbox out, Duration lease, Duration linger) {
        this.flights = flights;
        this.known = known;
        this.out = out;
        this.leaseMillis = lease.toMillis();
        this.lingerMillis = linger.toMillis();
    }

    /// Somebody wants an answer.
    ///
    /// @param waiter open
    /// @param call   what to ask if nobody has asked yet
    void requested(String hash, Waiter waiter, Supplier<Call> call, long now) {
        FlightState flight = flights.flight(hash);
        if (flight == null) {
            if (waiter.isSatisfiedBy(known.applyAsLong(hash))) {
                out.answer(hash, waiter, AnswerSource.HIT);
            } else {
                ask(hash, new Airborne(call.get(), 1, lease(1, now), UNKNOWN, waiter, false));
            }
            return;
        }
        Waiter before = find(hash, flight, waiter.id());
        boolean satisfied = waiter.isSatisfiedBy(known.applyAsLong(hash));
        if (before == null) {
            if (satisfied) {
                out.answer(hash, waiter, AnswerSource.HIT);
            } else {
                wait(hash, flight, waiter, call, now);
            }
            return;
        }
        switch (before.fate()) {
            case Fate.Open() -> {
                if (satisfied) {
                    answered(hash, known.applyAsLong(hash), now);
                } else if (flight instanceof Airborne airborne) {
                    // Redelivered: the question that was asked then may not have reached the caller.
                    out.call(hash, airborne.call(), airborne.emission(), freshness(hash, airborne));
                }
            }
            case Fate.Answered(AnswerSource source, long answeredAt) -> {
                if (satisfied) {
                    out.answer(hash, waiter, source);
                } else {
                    wait(hash, flight, waiter, call, now);
                }
            }
            case Fate.Failed(long failedAt) -> {
                // The same request again: offsets are committed together, so the failure comes again too if it must.
                if (waiter.requestedAt() > before.requestedAt()) {
                    wait(hash, flight, waiter, call, now);
                }
            }
        }
    }

    /// An answer is known (and [Outbox#answer] can use it).
    void answered(String hash, long answeredAt, long now) {
        FlightState flight = flights.flight(hash);
        if (flight != null) {
            settle(hash, flight, now, new Landing(hash, flight.paidAnswer()) {
                @Override
                @Nullable
                Fate fateOf(Waiter waiter) {
                    if (!waiter.isSatisfiedBy(answeredAt)) {
                        return null;
                    }
                    AnswerSource source = paid == answeredAt ? AnswerSource.JOINED : AnswerSource.CALL;
                    paid = answeredAt;
                    return new Fate.Answered(source, answeredAt);
                }

                @Override
                void complete(Waiter waiter) {
                    if (waiter.fate() instanceof Fate.Answered(AnswerSource source, long at) && at == answeredAt) {
                        out.answer(hash, waiter, source);
                    }
                }
            });
        }
    }

    /// The call was given up.
    void failed(String hash, long failedAt, long now) {
        FlightState flight = flights.flight(hash);
        if (flight != null) {
            settle(hash, flight, now, new Landing(hash, flight.paidAnswer()) {
                @Override
                Fate fateOf(Waiter waiter) {
                    return new Fate.Failed(failedAt);
                }

                @Override
                void complete(Waiter waiter) {
                    if (waiter.fate() instanceof Fate.Failed(long at) && at == failedAt) {
                        out.fail(waiter);
                    }
                }
            });
        }
    }

    /// Time has passed: asks again when the lease ran out, forgets what landed long enough ago.
    void expire(String hash, long now) {
        switch (flights.flight(hash)) {
            case null -> {
            }
            case Airborne airborne when now >= airborne.leaseUntil() -> {
                long answeredAt = known.applyAsLong(hash);
                if (answeredAt != UNKNOWN && freshness(hash, airborne) <= answeredAt) {
                    answered(hash, answeredAt, now);
                } else {
                    ask(hash, airborne.again(lease(airborne.emission() + 1, now), airborne.paidAnswer(),
                            airborne.lead()));
                }
            }
            case Landed landed when now >= landed.since() + lingerMillis -> flights.delete(hash);
            case Airborne _,Landed _ -> {
            }
        }
    }

    private void wait(String hash, FlightState flight, Waiter waiter, Supplier<Call> call, long now) {
        boolean leads = flight.lead().id().equals(waiter.id());
        if (!leads) {
            flights.putJoiner(hash, waiter);
        }
        switch (leads ? flight.withLead(waiter) : flight) {
            case Airborne airborne -> {
                if (leads) {
                    flights.put(hash, airborne);
                } else if (!airborne.joined()) {
                    flights.put(hash, airborne.withJoiner());
                }
            }
            case Landed landed -> {
                Airborne reopened = landed.reopen(call.get(), lease(landed.emission() + 1, now));
                ask(hash, leads ? reopened : reopened.withJoiner());
            }
        }
    }

    private void ask(String hash, Airborne flight) {
        flights.put(hash, flight);
        out.call(hash, flight.call(), flight.emission(), freshness(hash, flight));
    }

    private void settle(String hash, FlightState flight, long now, Landing landing) {
        Waiter lead = landing.visit(flight.lead());
        if (flight.joined()) {
            flights.forEachJoiner(hash, joiner -> {
                Waiter settled = landing.visit(joiner);
                if (joiner.isOpen() && !settled.isOpen()) {
                    flights.putJoiner(hash, settled);
                }
            });
        }
        if (!landing.changed) {
            return;
        }
        switch (flight) {
            case Airborne airborne when landing.stillOpen -> ask(hash,
                    airborne.again(lease(airborne.emission() + 1, now), landing.paid, lead));
            case Airborne airborne -> flights.put(hash, airborne.land(now, landing.paid, lead));
            case Landed _ -> throw new IllegalStateException("a landed flight has no open waiter, hash " + hash);
        }
    }

    private @Nullable Waiter find(String hash, FlightState flight, String id) {
        if (flight.lead().id().equals(id)) {
            return flight.lead();
        }
        return flight.joined() ? flights.joiner(hash, id) : null;
    }

    /// The youngest answer that satisfies every open waiter.
    private long freshness(String hash, FlightState flight) {
        long[] notBefore = {flight.lead().isOpen() ? flight.lead().notBefore() : 0};
        if (flight.joined()) {
            flights.forEachJoiner(hash, joiner -> {
                if (joiner.isOpen()) {
                    notBefore[0] = Math.max(notBefore[0], joiner.notBefore());
                }
            });
        }
        return notBefore[0];
    }

    private long lease(int emission, long now) {
        return now + (leaseMillis << Math.min(emission - 1, MAX_LEASE_DOUBLINGS));
    }

    /// One pass over the waiters of a flight, the lead first.
    private abstract static class Landing {

        final String hash;
        long paid;
        boolean changed;
        boolean stillOpen;

        Landing(String hash, long paid) {
            this.hash = hash;
            this.paid = paid;
        }

        abstract @Nullable Fate fateOf(Waiter waiter);

        abstract void complete(Waiter waiter);

        Waiter visit(Waiter waiter) {
            Waiter settled = waiter;
            if (waiter.isOpen()) {
                Fate fate = fateOf(waiter);
                if (fate == null) {
                    stillOpen = true;
                    return waiter;
                }
                settled = waiter.with(fate);
                changed = true;
            }
            complete(settled);
            return settled;
        }
    }
}
