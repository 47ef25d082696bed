package dev.promptlooper.executor.router;

import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// [FlightStore] over two Streams stores: `hash` → flight and `hash/waiter` → joiner.
final class FlightStores implements FlightStore {

    private final KeyValueStore<String, byte[]> flights;
    private final KeyValueStore<String, byte[]> joiners;
    private final Consumer<String> onLanded;

    /// @param onLanded told the hash of every flight that lands
    FlightStores(KeyValueStore<String, byte[]> flights, KeyValueStore<String, byte[]> joiners,
            Consumer<String> onLanded) {
        this.flights = flights;
        this.joiners = joiners;
        this.onLanded = onLanded;
    }

    @Override
    public @Nullable FlightState flight(String hash) {
        byte[] bytes = flights.get(hash);
        return bytes == null ? null : FlightCodec.readFlight(bytes);
    }

    @Override
    public void put(String hash, FlightState flight) {
        flights.put(hash, FlightCodec.write(flight));
        if (flight instanceof FlightState.Landed) {
            onLanded.accept(hash);
        }
    }

    @Override
    public @Nullable Waiter joiner(String hash, String waiterId) {
        byte[] bytes = joiners.get(hash + "/" + waiterId);
        return bytes == null ? null : FlightCodec.readWaiter(bytes);
    }

    @Override
    public void putJoiner(String hash, Waiter waiter) {
        joiners.put(hash + "/" + waiter.id(), FlightCodec.write(waiter));
    }

    @Override
    public void forEachJoiner(String hash, Consumer<Waiter> consumer) {
        // '0' is the character after '/': everything that starts with "hash/".
        try (KeyValueIterator<String, byte[]> found = joiners.range(hash + "/", hash + "0")) {
            while (found.hasNext()) {
                consumer.accept(FlightCodec.readWaiter(found.next().value));
            }
        }
    }

    @Override
    public void delete(String hash) {
        FlightState flight = flight(hash);
        flights.delete(hash);
        if (flight != null && flight.joined()) {
            List<String> keys = new ArrayList<>();
            try (KeyValueIterator<String, byte[]> found = joiners.range(hash + "/", hash + "0")) {
                found.forEachRemaining(entry -> keys.add(entry.key));
            }
            keys.forEach(joiners::delete);
        }
    }

    /// Every flight; what it shows may be changed meanwhile.
    void forEachFlight(FlightVisitor visitor) {
        try (KeyValueIterator<String, byte[]> all = flights.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                visitor.visit(entry.key, FlightCodec.readFlight(entry.value));
            }
        }
    }

    /// Forgets joiners without a flight: after a crash the end of a flight may be durable and that of its joiners not.
    void dropOrphans() {
        List<String> orphans = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = joiners.all()) {
            while (all.hasNext()) {
                String key = all.next().key;
                if (flights.get(key.substring(0, key.indexOf('/'))) == null) {
                    orphans.add(key);
                }
            }
        }
        orphans.forEach(joiners::delete);
    }

    /// Sees flights.
    interface FlightVisitor {
        void visit(String hash, FlightState flight);
    }
}
