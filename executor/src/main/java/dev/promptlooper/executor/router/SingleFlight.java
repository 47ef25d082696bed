package dev.promptlooper.executor.router;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.executor.router.FlightState.Airborne;
import dev.promptlooper.executor.router.FlightState.Landed;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

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
                ask(hash, new Airborne(call.get(), 1, lease(1, now), waiter, false));
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
                if (flight instanceof Airborne airborne) {
                    // Redelivered: the question that was asked then may not have reached the caller.
                    out.call(hash, airborne.call(), airborne.emission(), freshness(hash, airborne));
                } else {
                    wait(hash, flight, waiter, call, now); // after a crash: that it had reopened was lost
                }
            }
            case Fate.Answered(AnswerSource source, long answeredAt) -> {
                long knownAt = known.applyAsLong(hash);
                if (knownAt == answeredAt) {
                    out.answer(hash, waiter, source);
                } else if (waiter.requestedAt() > before.requestedAt()) {
                    if (satisfied) {
                        out.answer(hash, waiter, AnswerSource.HIT);
                    } else {
                        wait(hash, flight, waiter, call, now);
                    }
                } // else redelivered: offsets are committed together, so the answer comes again too if it must
            }
            case Fate.Failed(long failedAt) -> {
                // Otherwise redelivered, as above.
                if (waiter.requestedAt() > before.requestedAt()) {
                    wait(hash, flight, waiter, call, now);
                }
            }
        }
    }

    /// An answer is known (and [Outbox#answer] can use it).
    void answered(String hash, long answeredAt, long now) {
        FlightState flight = flights.flight(hash);
        if (flight == null) {
            return;
        }
        String payer = payer(hash, flight, answeredAt);
        settle(hash, flight, now, waiter -> {
            if (!waiter.isSatisfiedBy(answeredAt)) {
                return waiter;
            }
            AnswerSource source = waiter.id().equals(payer) ? AnswerSource.CALL : AnswerSource.JOINED;
            return waiter.with(new Fate.Answered(source, answeredAt));
        }, waiter -> {
            if (waiter.fate() instanceof Fate.Answered(AnswerSource source, long at) && at == answeredAt) {
                out.answer(hash, waiter, source);
            }
        });
    }

    /// The call was given up.
    void failed(String hash, long failedAt, long now) {
        FlightState flight = flights.flight(hash);
        if (flight == null) {
            return;
        }
        settle(hash, flight, now, waiter -> waiter.with(new Fate.Failed(failedAt)), waiter -> {
            if (waiter.fate() instanceof Fate.Failed(long at) && at == failedAt) {
                out.fail(waiter);
            }
        });
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
                    ask(hash, airborne.again(lease(airborne.emission() + 1, now), airborne.lead()));
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

    /// Gives open waiters their fate and lets out what belongs to the event, also for waiters that had their fate before.
    private void settle(String hash, FlightState flight, long now, UnaryOperator<Waiter> fate,
            Consumer<Waiter> complete) {
        Waiter lead = flight.lead().isOpen() ? fate.apply(flight.lead()) : flight.lead();
        complete.accept(lead);
        boolean[] seen = {flight.lead().isOpen() && !lead.isOpen(), lead.isOpen()};
        if (flight.joined()) {
            flights.forEachJoiner(hash, joiner -> {
                Waiter settled = joiner.isOpen() ? fate.apply(joiner) : joiner;
                if (joiner.isOpen() && !settled.isOpen()) {
                    flights.putJoiner(hash, settled);
                    seen[0] = true;
                }
                seen[1] |= settled.isOpen();
                complete.accept(settled);
            });
        }
        boolean changed = seen[0];
        boolean stillOpen = seen[1];
        switch (flight) {
            case Airborne airborne when changed && stillOpen -> ask(hash,
                    airborne.again(lease(airborne.emission() + 1, now), lead));
            case Airborne airborne when !stillOpen -> flights.put(hash, airborne.land(now, lead));
            // After a crash a joiner may have lost its fate while the flight has landed: it has it again now.
            case Landed landed when changed -> flights.put(hash, landed.again(now, lead));
            case Airborne _,Landed _ -> {
            }
        }
    }

    private @Nullable String payer(String hash, FlightState flight, long answeredAt) {
        PayerSearch search = new PayerSearch(answeredAt);
        search.see(flight.lead());
        if (search.payer() == null && flight.joined()) {
            flights.forEachJoiner(hash, search::see);
        }
        return search.payer();
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
}
