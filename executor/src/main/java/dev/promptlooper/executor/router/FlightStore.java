package dev.promptlooper.executor.router;

import org.jspecify.annotations.Nullable;

import java.util.function.Consumer;

/// Where [SingleFlight] keeps flights and their joiners. One thread.
interface FlightStore {

    @Nullable
    FlightState flight(String hash);

    void put(String hash, FlightState flight);

    @Nullable
    Waiter joiner(String hash, String waiterId);

    void putJoiner(String hash, Waiter waiter);

    /// Shows every joiner; the consumer may [#putJoiner] the one it is shown.
    void forEachJoiner(String hash, Consumer<Waiter> consumer);

    /// Forgets the flight and its joiners.
    void delete(String hash);
}
