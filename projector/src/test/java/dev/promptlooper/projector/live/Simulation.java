package dev.promptlooper.projector.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// The gateway over a model of the database, with clients on both transports, in one thread and on a clock of its own: everything
/// that happens follows from the seed.
final class Simulation {

    /// Small limits, so that they are met.
    static final LiveSettings SMALL = new LiveSettings(List.of(3, 8), 8, 10, 32, 100, 20, 100, 8 << 10, 300, 100_000,
            10, 1_000, 3_000, 8_000, 30_000, Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(20),
            Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(60));

    static final List<String> CHANNELS = List.of("sweeps", "sweep:s000:summary", "sweep:s000:leaderboard",
            "sweep:s001:leaderboard", "sweep:s000:cells", "sweep:s000:events", "sweep:s001:events");

    private final Random random;
    private final ModelSource source = new ModelSource();
    private final List<Client> clients = new ArrayList<>();
    private final Consumer<JsonNode> recorder;
    private long now = 1_000_000_000L;
    private Hub hub = newHub();

    Simulation(long seed, int clients) {
        this(seed, clients, frame -> {});
    }

    /// @param recorder sees every frame that a client applies
    Simulation(long seed, int clients, Consumer<JsonNode> recorder) {
        this.random = new Random(seed);
        this.recorder = recorder;
        for (int i = 0; i < clients; i++) {
            this.clients.add(new Client());
        }
    }

    private Hub newHub() {
        Hub fresh = new Hub(source, SMALL, () -> now);
        fresh.onWork(fresh::refresh);
        return fresh;
    }

    ModelSource source() {
        return source;
    }

    Client client(int index) {
        return clients.get(index);
    }

    Random random() {
        return random;
    }

    void pass(long millis) {
        now += millis * 1_000_000;
    }

    /// One random thing happens.
    void step() {
        Client client = clients.get(random.nextInt(clients.size()));
        switch (random.nextInt(24)) {
            case 0, 1, 2, 3, 4, 5 -> source.transact(random);
            case 6, 7, 8, 9 -> hub.refresh();
            case 10, 11 -> pass(random.nextInt(400));
            case 12 -> pass(random.nextInt(20) == 0 ? random.nextInt(70_000) : 50);
            case 13, 14, 15 -> client.pump(1 + random.nextInt(4));
            case 16, 17, 18 -> client.read(1 + random.nextInt(4), true);
            case 19 -> client.ack();
            case 20 -> client.wish();
            case 21 -> client.trouble();
            case 22 -> {
                if (random.nextInt(10) == 0) {
                    source.rebuild(random);
                } else if (random.nextInt(10) == 0) {
                    source.failing(!source.isFailing());
                }
            }
            default -> {
                if (random.nextInt(10) == 0) {
                    restart();
                }
            }
        }
    }

    /// The gateway dies and comes back without its memory.
    void restart() {
        clients.forEach(Client::cut);
        hub = newHub();
    }

    /// Lets everything come to rest.
    void settle() {
        source.failing(false);
        for (int round = 0; round < 60; round++) {
            hub.refresh();
            clients.forEach(client -> client.pump(1_000));
            clients.forEach(client -> client.read(1_000, false));
            clients.forEach(Client::ack);
            pass(round < 20 ? 500 : 5_100);
        }
    }

    void assertConverged() {
        clients.forEach(Client::assertEqualsTruth);
    }

    void disconnectAll() {
        clients.forEach(Client::cut);
        pass(SMALL.linger().toMillis() + 1);
        hub.refresh();
    }

    Hub hub() {
        return hub;
    }

    /// A browser tab.
    final class Client {
        private final Replica replica = new Replica();
        private final Set<String> wanted = new LinkedHashSet<>(List.of(CHANNELS.getFirst()));
        private final TreeMap<String, String> options = new TreeMap<>();
        private final Map<String, Position> best = new TreeMap<>();
        private final ArrayDeque<String> wire = new ArrayDeque<>();
        private @Nullable Connection connection;
        private boolean polls;
        private long ids;
        private boolean closing;
        private BiConsumer<String, Long> onSubscribe = (channel, id) -> {};
        private Consumer<String> onUnsubscribe = channel -> {};
        private Runnable onDrop = () -> {};
        private BiConsumer<String, List<JsonNode>> onFill = (channel, entries) -> {};

        /// Has everything told that is not a frame.
        void listen(BiConsumer<String, Long> subscribe, Consumer<String> unsubscribe, Runnable drop,
                BiConsumer<String, List<JsonNode>> fill) {
            onSubscribe = subscribe;
            onUnsubscribe = unsubscribe;
            onDrop = drop;
            onFill = fill;
        }

        /// What it holds of what it wants.
        Map<String, Replica.Channel> states() {
            Map<String, Replica.Channel> states = new TreeMap<>();
            wanted.forEach(channel -> states.put(channel, replica.channel(channel)));
            return states;
        }

        Replica replica() {
            return replica;
        }

        void want(String channel) {
            wanted.add(channel);
        }

        void polls(boolean now) {
            cut();
            polls = now;
        }

        /// The server writes, as far as it has something and the wire takes it.
        void pump(int frames) {
            if (polls) {
                return;
            }
            if (connection == null) {
                connect();
            }
            Connection open = Objects.requireNonNull(connection);
            for (int i = 0; i < frames && wire.size() < 50 && !closing; i++) {
                Output output = open.next();
                if (output == null) {
                    return;
                }
                switch (output) {
                    case Output.Send(String text) -> wire.add(text);
                    case Output.Ping() -> open.alive();
                    case Output.Close(CloseCode code) -> {
                        assertThat(code).isIn(CloseCode.SLOW, CloseCode.SILENT);
                        closing = true;
                    }
                }
                open.written();
            }
        }

        private void connect() {
            closing = false;
            Connection fresh = new Connection(hub, Guest.ANYBODY, "sim",
                    () -> Instant.ofEpochMilli(now / 1_000_000), () -> {});
            connection = fresh;
            wanted.forEach(this::subscribe);
        }

        private void subscribe(String channel) {
            Connection open = connection;
            if (open == null) {
                return;
            }
            Position since = replica.since(channel);
            replica.subscribing(channel, ++ids);
            onSubscribe.accept(channel, ids);
            open.receive("{\"t\":\"sub\",\"id\":" + ids + ",\"ch\":\"" + channel + "\""
                    + (since == null ? "" : ",\"since\":" + Json.write(since)) + ",\"opts\":{\"maxHz\":10"
                    + options.getOrDefault(channel, "") + "}}");
        }

        /// The client reads what is on the wire.
        ///
        /// @param unreliably whether frames may come twice or in another order
        void read(int frames, boolean unreliably) {
            if (polls) {
                poll();
                return;
            }
            for (int i = 0; i < frames && !wire.isEmpty(); i++) {
                String text = wire.removeFirst();
                if (unreliably && random.nextInt(60) == 0 && !wire.isEmpty() && !text.contains("\"subd\"")
                        && !wire.getFirst().contains("\"subd\"")) {
                    String next = wire.removeFirst();
                    wire.addFirst(text);
                    text = next;
                }
                apply(Json.read(text, JsonNode.class));
                if (unreliably && random.nextInt(60) == 0) {
                    apply(Json.read(text, JsonNode.class));
                }
            }
            if (closing && wire.isEmpty()) {
                cut();
            }
        }

        private void poll() {
            if (source.isFailing()) {
                return;
            }
            List<Map<String, Object>> subs = new ArrayList<>();
            for (String channel : wanted) {
                replica.channel(channel);
                onSubscribe.accept(channel, 0L);
                Map<String, Object> sub = new TreeMap<>(Map.of("ch", channel, "opts",
                        Json.read("{\"maxHz\":10" + options.getOrDefault(channel, "") + "}", JsonNode.class)));
                Position since = replica.since(channel);
                if (since != null) {
                    sub.put("since", since);
                }
                subs.add(sub);
            }
            try {
                Poller.Answer answer = new Poller(hub).answer(Json.write(Map.of("waitMs", 0, "subs", subs)),
                        Guest.ANYBODY);
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                Json.read(answer.body(), JsonNode.class).path("frames").forEach(this::apply);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void apply(JsonNode frame) {
            recorder.accept(frame);
            String channel = frame.path("ch").asString("");
            Replica.Reaction reaction = replica.apply(frame);
            switch (reaction) {
                case RESUBSCRIBE -> {
                    if (!polls) {
                        subscribe(channel);
                    }
                }
                case FILL -> {
                    // GET /api/v1/sweeps/{id}/events?after=
                    Replica.Channel log = replica.channel(channel);
                    Map<Long, String> missing = source.events(channel.split(":", -1)[1])
                            .tailMap(log.missingFrom(), false)
                            .headMap(log.log.lastKey());
                    missing.forEach((seq, json) -> log.log.put(seq, Json.read(json, JsonNode.class)));
                    onFill.accept(channel,
                            missing.values().stream().map(json -> Json.read(json, JsonNode.class)).toList());
                }
                case APPLIED, IGNORED -> {
                }
            }
            Position at = replica.since(channel);
            Position before = best.get(channel);
            if (at != null && before != null && at.epoch().equals(before.epoch())
                    && reaction == Replica.Reaction.APPLIED && frame.path("t").asString().equals("delta")) {
                assertThat(at.seq()).as("numbers only grow: %s", frame).isGreaterThanOrEqualTo(before.seq());
            }
            if (at != null) {
                best.put(channel, at);
            }
        }

        void ack() {
            Connection open = connection;
            if (open == null || polls) {
                return;
            }
            List<List<Object>> applied = new ArrayList<>();
            for (String channel : wanted) {
                Position at = replica.since(channel);
                if (at != null) {
                    applied.add(List.of(channel, at.seq()));
                }
            }
            open.receive(Json.write(Map.of("t", "ack", "a", applied)));
        }

        /// The user looks at something else.
        void wish() {
            String channel = CHANNELS.get(random.nextInt(CHANNELS.size()));
            if (wanted.contains(channel) && random.nextInt(3) == 0 && wanted.size() > 1) {
                wanted.remove(channel);
                replica.unsubscribed(channel);
                onUnsubscribe.accept(channel);
                if (connection != null) {
                    connection.receive("{\"t\":\"unsub\",\"ch\":\"" + channel + "\"}");
                }
            } else if (wanted.add(channel)) {
                options.put(channel, switch (random.nextInt(3)) {
                    case 0 -> ",\"top\":3";
                    case 1 -> ",\"top\":3,\"keys\":[\"1\",\"11\"]";
                    default -> "";
                });
                subscribe(channel);
            }
        }

        /// The connection breaks, or the transport changes, or the tab is hidden.
        void trouble() {
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (connection != null) {
                        connection.receive("{\"t\":\"rate\",\"maxHz\":" + (random.nextBoolean() ? "0.2" : "10") + "}");
                    }
                }
                case 1 -> polls(!polls);
                default -> cut();
            }
        }

        void cut() {
            Connection open = connection;
            if (open != null) {
                open.dispose();
                assertThat(open.subscriptions()).isZero();
                assertThat(open.outboxBytes()).isZero();
            }
            connection = null;
            wire.clear();
            replica.disconnected();
            onDrop.run();
        }

        /// The state as one text, to compare clients.
        String state() {
            Map<String, Object> state = new TreeMap<>();
            wanted.forEach(channel -> state.put(channel,
                    List.of(String.valueOf(replica.since(channel)), replica.channel(channel).map,
                            replica.channel(channel).log)));
            return Json.write(state);
        }

        void assertEqualsTruth() {
            for (String channel : wanted) {
                ChannelName name = Objects.requireNonNull(ChannelName.parse(channel));
                Replica.Channel held = replica.channel(channel);
                assertThat(held.position()).as("position of %s", channel).isNotNull();
                if (name.kind().isLog()) {
                    NavigableMap<Long, String> events = source.events(name.sweep());
                    TreeMap<Long, String> log = new TreeMap<>();
                    held.log.forEach((seq, json) -> log.put(seq, Json.write(json)));
                    // All from the first that it saw, none missing, none changed.
                    assertThat(log).as(channel)
                            .isEqualTo(log.isEmpty() ? events : events.tailMap(log.firstKey(), true));
                } else {
                    Map<String, String> map = new TreeMap<>();
                    held.map.forEach((key, json) -> map.put(key, Json.write(json)));
                    String option = options.getOrDefault(channel, "");
                    ViewKey view = new ViewKey(name, option.contains("\"top\":3") ? 3 : 8,
                            option.contains("keys") ? List.of("1", "11") : List.of());
                    assertThat(map).as(channel).isEqualTo(source.truth(view));
                }
            }
        }
    }
}
