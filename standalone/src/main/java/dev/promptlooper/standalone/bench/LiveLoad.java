package dev.promptlooper.standalone.bench;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.LongSupplier;

/// Many clients of the live feed: most read and ack, some read slowly, some never. A thread (virtual) each. Thread-safe.
final class LiveLoad implements AutoCloseable {

    /// How a client reads.
    enum Manner {
        WELL, SLOWLY, NEVER
    }

    private static final int CONNECTING_AT_ONCE = 64;
    private static final int SLOW_BYTES_PER_SECOND = 1_024;
    private static final int MOST_MILLIS = 60_000;
    private static final long ACK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final int port;
    private final List<String> keys;
    private final AtomicInteger connected = new AtomicInteger();
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Semaphore connecting = new Semaphore(CONNECTING_AT_ONCE);
    private final Map<LiveClient, Manner> open = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();
    private final AtomicInteger subscribed = new AtomicInteger();
    private final AtomicInteger recovered = new AtomicInteger();
    private final AtomicIntegerArray delays = new AtomicIntegerArray(MOST_MILLIS + 1);
    private volatile String position = "";
    private volatile boolean closing;

    /// @param keys API keys, each for a share of the sockets
    LiveLoad(int port, List<String> keys, InstantSource clock, LongSupplier nanoTime) {
        this.port = port;
        this.keys = List.copyOf(keys);
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// Adds clients; returns at once.
    ///
    /// @param since position that they claim to have, or null
    void add(int count, Manner manner, @Nullable String since) {
        for (int i = 0; i < count; i++) {
            Thread.ofVirtual().name("live-client").start(() -> run(manner, since));
        }
    }

    private void run(Manner manner, @Nullable String since) {
        String end = manner + " not connected";
        try {
            LiveClient client = connect();
            open.put(client, manner);
            try (client) {
                client.subscribe(since, 1);
                end = manner + " lost";
                end = manner + " closed with " + switch (manner) {
                    case WELL -> client.read(new Reader(client)::message);
                    case SLOWLY -> trickle(client);
                    case NEVER -> sleep();
                };
            } finally {
                open.remove(client);
            }
        } catch (IOException | InterruptedException e) {
            // counted below
        }
        if (!closing) {
            ends.computeIfAbsent(end, name -> new AtomicInteger()).incrementAndGet();
        }
    }

    private LiveClient connect() throws IOException, InterruptedException {
        connecting.acquire();
        try {
            return new LiveClient(port, keys.get(connected.getAndIncrement() % keys.size()));
        } finally {
            connecting.release();
        }
    }

    private static int trickle(LiveClient client) throws IOException, InterruptedException {
        while (client.drain(SLOW_BYTES_PER_SECOND)) {
            TimeUnit.SECONDS.sleep(1);
        }
        return 0;
    }

    private static int sleep() throws InterruptedException {
        TimeUnit.DAYS.sleep(1);
        return 0;
    }

    private final class Reader {
        private final LiveClient client;
        private long ackedAt = nanoTime.getAsLong();

        Reader(LiveClient client) {
            this.client = client;
        }

        void message(String text) {
            if (text.startsWith("{\"t\":\"subd\"")) {
                subscribed.incrementAndGet();
                if (text.endsWith("true}")) {
                    recovered.incrementAndGet();
                }
                return;
            }
            boolean delta = text.startsWith("{\"t\":\"delta\"");
            if (!delta && !text.startsWith("{\"t\":\"snap\"")) {
                return;
            }
            long seq = number(text, "\"seq\":");
            long at = number(text, "\"at\":"); // of the ranking
            if (delta && at > 0) {
                delays.incrementAndGet(Math.clamp(clock.millis() - at, 0, MOST_MILLIS));
            }
            if (nanoTime.getAsLong() - ackedAt > ACK_NANOS) {
                ackedAt = nanoTime.getAsLong();
                try {
                    client.ack(seq);
                } catch (IOException e) {
                    client.close();
                }
                int epoch = text.indexOf("\"epoch\":\"");
                position = "{" + text.substring(epoch, text.indexOf('"', epoch + 9) + 1) + ",\"seq\":" + seq + "}";
            }
        }
    }

    private static long number(String text, String field) {
        int from = text.indexOf(field);
        if (from < 0) {
            return -1;
        }
        long value = 0;
        for (int i = from + field.length(); i < text.length() && Character.isDigit(text.charAt(i)); i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    int subscribed() {
        return subscribed.get();
    }

    int recovered() {
        return recovered.get();
    }

    /// A position that some client has acked, as JSON; empty before the first.
    String position() {
        return position;
    }

    /// How clients ended that were not told to, with their number.
    Map<String, Integer> ends() {
        Map<String, Integer> counts = new TreeMap<>();
        ends.forEach((end, count) -> counts.put(end, count.get()));
        return counts;
    }

    /// Well-reading clients that ended all the same.
    int unexpected() {
        return ends().entrySet()
                .stream()
                .filter(end -> end.getKey().startsWith(Manner.WELL.name()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /// Forgets the delays so far.
    void restartDelays() {
        for (int i = 0; i <= MOST_MILLIS; i++) {
            delays.set(i, 0);
        }
    }

    /// Milliseconds from a ranking to its frame, at a share of all frames from 0 to 1; -1 when there was none.
    int delay(double share) {
        long all = 0;
        for (int i = 0; i <= MOST_MILLIS; i++) {
            all += delays.get(i);
        }
        long rest = (long) Math.ceil(all * share);
        for (int i = 0; i <= MOST_MILLIS && all > 0; i++) {
            rest -= delays.get(i);
            if (rest <= 0) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        closing = true;
        open.keySet().forEach(LiveClient::close);
    }
}
