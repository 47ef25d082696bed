package dev.promptlooper.projector.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

class ConnectionTest {

    private static final LiveSettings SETTINGS = LiveSettings.DEFAULT;
    private static final String BOARD = "sweep:s000:leaderboard";

    private final ModelSource source = new ModelSource();
    private final Random random = new Random(1);
    private final AtomicInteger wakes = new AtomicInteger();
    private long now = Duration.ofHours(1).toNanos();
    private final Hub hub = new Hub(source, SETTINGS, () -> now);
    private @Nullable CloseCode closed;
    private final Connection connection = newConnection();

    private Connection newConnection() {
        return new Connection(hub, new Admission() {
            @Override
            public String visitor() {
                return "anna";
            }

            @Override
            public boolean maySee(ChannelName channel) {
                return !"secret".equals(channel.sweepId());
            }

            @Override
            public boolean isValid() {
                return true;
            }
        }, "s1", InstantSource.fixed(Instant.ofEpochMilli(1_800_000_000_000L)), wakes::incrementAndGet);
    }

    @BeforeEach
    void fill() {
        hub.onWork(hub::refresh);
        for (int i = 0; i < 50; i++) {
            source.transact(random);
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void change() {
        for (int i = 0; i < 10; i++) {
            source.transact(random);
        }
        hub.refresh();
    }

    private List<JsonNode> frames() {
        List<JsonNode> frames = new ArrayList<>();
        Output output = connection.next();
        while (output instanceof Output.Send || output instanceof Output.Ping) {
            if (output instanceof Output.Send(String text)) {
                frames.add(Json.read(text, JsonNode.class));
            }
            connection.written();
            output = connection.next();
        }
        closed = output instanceof Output.Close(CloseCode code) ? code : null;
        return frames;
    }

    private List<String> types() {
        return frames().stream().map(frame -> frame.path("t").asString()).toList();
    }

    private void subscribe(String channel, String more) {
        connection.receive("{\"t\":\"sub\",\"id\":1,\"ch\":\"" + channel + "\"" + more + "}");
    }

    @Test
    void subscriptionBeginsWithASnapshotAndGoesOnWithDeltas() {
        // When
        subscribe(BOARD, "");
        // Then
        assertThat(types()).containsExactly("welcome", "subd", "snap");
        // When
        change();
        // Then
        assertThat(types()).containsExactly("delta");
        assertThat(types()).isEmpty();
    }

    @Test
    void subscriptionGoesOnWhereTheClientIs() {
        // Given
        subscribe("sweeps", "");
        JsonNode snapshot = frames().getLast();
        connection.receive("{\"t\":\"unsub\",\"ch\":\"sweeps\"}");
        change();
        // When
        subscribe("sweeps", ",\"since\":{\"epoch\":\"e1\",\"seq\":" + snapshot.path("seq") + "}");
        // Then
        List<JsonNode> frames = frames();
        assertThat(frames.getFirst().path("recovered").asBoolean()).isTrue();
        assertThat(frames.get(1).path("prev")).isEqualTo(snapshot.path("seq"));
    }

    @Test
    void deltasKeepTheWishedDistance() {
        // Given
        subscribe(BOARD, ",\"opts\":{\"maxHz\":2}");
        frames();
        change();
        assertThat(types()).as("at once after a quiet time").containsExactly("delta");
        // When
        change();
        pass(Duration.ofMillis(499));
        // Then
        assertThat(types()).isEmpty();
        assertThat(connection.wakeAt()).isEqualTo(now + Duration.ofMillis(1).toNanos());
        pass(Duration.ofMillis(1));
        assertThat(types()).containsExactly("delta");
    }

    @Test
    void manyChangesWakeAWriterOnlyOnce() {
        // Given
        subscribe(BOARD, ",\"opts\":{\"maxHz\":1}");
        frames();
        change();
        frames();
        int before = wakes.get();
        // When
        for (int i = 0; i < 20; i++) {
            change();
            connection.next();
        }
        // Then
        assertThat(wakes.get() - before).isLessThanOrEqualTo(1);
    }

    @Test
    void steadyChangesWakeNobodyButTheClock() {
        // Given
        subscribe(BOARD, ",\"opts\":{\"maxHz\":1}");
        frames();
        change();
        frames();
        int before = wakes.get();
        for (int second = 0; second < 5; second++) {
            // When
            pass(Duration.ofMillis(500));
            change();
            // Then
            assertThat(connection.wakeAt()).isEqualTo(now + Duration.ofMillis(500).toNanos());
            pass(Duration.ofMillis(500));
            assertThat(types()).containsExactly("delta");
        }
        assertThat(wakes.get()).isEqualTo(before);
    }

    @Test
    void quietChannelIsNotHeldUpByAnotherOnesPace() {
        // Given a channel that has to wait for its time
        subscribe(BOARD, ",\"opts\":{\"maxHz\":0.1}");
        subscribe("sweeps", "");
        frames();
        change();
        frames();
        pass(Duration.ofSeconds(1));
        frames();
        int before = wakes.get();
        // When
        change();
        // Then
        assertThat(wakes.get()).isEqualTo(before + 1);
        assertThat(frames()).hasSize(1).allMatch(frame -> frame.path("ch").asString().equals("sweeps"));
    }

    @Test
    void ackWakesNobodyUnlessItChangesThePace() {
        // Given
        subscribe(BOARD, "");
        long seq = frames().getLast().path("seq").asLong();
        int before = wakes.get();
        // When
        connection.receive("{\"t\":\"ack\",\"a\":[[\"" + BOARD + "\"," + seq + "]]}");
        // Then
        assertThat(wakes.get()).isEqualTo(before);
    }

    @Test
    void manyConnectionsTakeTurns() {
        // Given
        List<Connection> crowd = new ArrayList<>();
        for (int n = 0; n < 5_000; n++) {
            crowd.add(newConnection());
        }
        crowd.forEach(one -> {
            one.receive("{\"t\":\"sub\",\"id\":1,\"ch\":\"sweeps\",\"opts\":{\"maxHz\":1}}");
            pass(Duration.ofNanos(100_000));
            drain(one);
        });
        pass(Duration.ofSeconds(2));
        // When
        change();
        long served = crowd.stream().filter(one -> drain(one) > 0).count();
        // Then few go at once, and each of the others has its own time
        assertThat(served).isLessThan(1_000).isPositive();
        List<Long> turns = crowd.stream().map(Connection::wakeAt).toList();
        assertThat(turns.stream().distinct().count()).isGreaterThan(crowd.size() - served - 10);
        pass(Duration.ofSeconds(10));
        assertThat(crowd.stream().filter(one -> drain(one) > 0).count()).isEqualTo(crowd.size() - served);
    }

    private static int drain(Connection connection) {
        int frames = 0;
        while (connection.next() instanceof Output.Send) {
            frames++;
            connection.written();
        }
        return frames;
    }

    @Test
    void clientThatDoesNotAckIsReset() {
        // Given
        subscribe(BOARD, "");
        frames();
        // When
        pass(SETTINGS.ackPatience().plusMillis(1));
        assertThat(types()).as("nothing is pending").isEmpty();
        change();
        // Then
        List<JsonNode> frames = frames();
        assertThat(frames.getLast().path("t").asString()).isEqualTo("reset");
        assertThat(frames.getLast().path("why").asString()).isEqualTo("slow");
        assertThat(connection.subscriptions()).isZero();
    }

    @Test
    void clientThatAcksIsNotReset() {
        subscribe(BOARD, "");
        for (int i = 0; i < 40; i++) {
            for (JsonNode frame : frames()) {
                assertThat(frame.path("t").asString()).isNotEqualTo("reset");
                if (frame.has("seq")) {
                    connection.receive("{\"t\":\"ack\",\"a\":[[\"" + BOARD + "\"," + frame.path("seq") + "]]}");
                }
            }
            pass(Duration.ofSeconds(1));
            change();
        }
    }

    @Test
    void thirdSlowResetInAMinuteClosesTheConnection() {
        for (int i = 0; i < 3; i++) {
            subscribe(BOARD, "");
            frames();
            pass(SETTINGS.ackPatience().plusMillis(1));
            change();
            if (i < 2) {
                frames();
            }
        }
        assertThat(types()).contains("reset").endsWith("bye");
        assertThat(closed).isEqualTo(CloseCode.SLOW);
    }

    @Test
    void heartbeatsGoOutAndSilenceClosesTheConnection() {
        // Given
        frames();
        // When
        pass(SETTINGS.heartbeat());
        // Then
        assertThat(connection.next()).isEqualTo(new Output.Ping());
        connection.written();
        List<JsonNode> frames = frames();
        assertThat(frames).hasSize(1);
        assertThat(frames.getFirst().path("now").asLong()).isEqualTo(1_800_000_000_000L);
        // When
        pass(SETTINGS.silence());
        // Then
        assertThat(connection.next()).isEqualTo(new Output.Close(CloseCode.SILENT));
    }

    @Test
    void pongsKeepTheConnectionOpen() {
        frames();
        for (int i = 0; i < 20; i++) {
            pass(SETTINGS.heartbeat());
            assertThat(connection.next()).isEqualTo(new Output.Ping());
            connection.written();
            connection.alive();
            assertThat(types()).containsExactly("hb");
        }
    }

    @Test
    void heartbeatTellsForHowLongNothingIsKnown() {
        // Given
        subscribe(BOARD, "");
        frames();
        source.failing(true);
        // When
        pass(SETTINGS.heartbeat());
        hub.refresh();
        connection.next();
        connection.written();
        // Then
        assertThat(frames().getFirst().path("lagMs").asLong()).isEqualTo(SETTINGS.heartbeat().toMillis());
    }

    @Test
    void sessionThatEndedClosesTheConnection() {
        // Given
        frames();
        // When
        connection.endSession();
        connection.endSession();
        // Then
        assertThat(types()).containsExactly("bye");
        assertThat(connection.next()).isEqualTo(new Output.Close(CloseCode.SESSION_ENDED));
    }

    @Test
    void channelsThatAreNotAllowedOrNotThereAreRefused() {
        frames();
        subscribe("sweep:secret:events", "");
        assertThat(frames().getFirst().path("code").asString()).isEqualTo("forbidden");
        subscribe("sweep:a b:events", "");
        assertThat(frames().getFirst().path("code").asString()).isEqualTo("unknown-channel");
        for (int i = 0; i < SETTINGS.maxSubscriptions(); i++) {
            subscribe("sweep:" + i + ":summary", "");
        }
        frames();
        subscribe(BOARD, "");
        assertThat(frames().getFirst().path("code").asString()).isEqualTo("too-many-subscriptions");
        assertThat(connection.subscriptions()).isEqualTo(SETTINGS.maxSubscriptions());
    }

    @Test
    void tooManyFramesCloseTheConnection() {
        for (int i = 0; i < 2 * SETTINGS.framesPerSecond() + 1; i++) {
            connection.receive("{\"t\":\"hello\",\"v\":1}");
        }
        assertThat(types()).containsExactly("welcome");
        assertThat(connection.next()).isEqualTo(new Output.Close(CloseCode.TOO_FAST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "null", "{}", "{\"t\":7}", "{\"t\":\"subscribe\"}",
        "{\"t\":\"hello\",\"v\":2}", "{\"t\":\"sub\",\"ch\":\"sweeps\"}", "{\"t\":\"sub\",\"id\":1}",
        "{\"t\":\"sub\",\"id\":1e99,\"ch\":\"sweeps\"}",
        "{\"t\":\"sub\",\"id\":99999999999999999999999,\"ch\":\"sweeps\"}",
        "{\"t\":\"sub\",\"id\":1,\"ch\":\"sweeps\",\"since\":7}",
        "{\"t\":\"sub\",\"id\":1,\"ch\":\"sweeps\",\"since\":{\"epoch\":\"e\",\"seq\":-1}}",
        "{\"t\":\"sub\",\"id\":1,\"ch\":\"sweeps\",\"since\":{\"epoch\":\"e\",\"seq\":9007199254740992}}",
        "{\"t\":\"sub\",\"id\":1,\"ch\":\"sweeps\",\"opts\":{\"maxHz\":0}}",
        "{\"t\":\"sub\",\"id\":1,\"ch\":\"sweeps\",\"opts\":{\"maxHz\":\"4\"}}",
        "{\"t\":\"sub\",\"id\":1,\"ch\":\"sweeps\",\"opts\":{\"top\":0}}",
        "{\"t\":\"sub\",\"id\":1,\"ch\":\"sweeps\",\"opts\":{\"keys\":[1]}}", "{\"t\":\"ack\",\"a\":{}}",
        "{\"t\":\"ack\",\"a\":[[\"sweeps\"]]}", "{\"t\":\"ack\",\"a\":[[\"sweeps\",1.5]]}",
        "{\"t\":\"rate\",\"maxHz\":-1}", "{\"t\":\"rate\",\"maxHz\":NaN}"})
    void framesThatAreNoneCloseTheConnection(String text) {
        frames();
        connection.receive(text);
        assertThat(connection.next()).isEqualTo(new Output.Close(CloseCode.BAD_FRAME));
    }

    @Test
    void mutatedFramesNeverDoMoreThanCloseTheConnection() {
        // Given
        List<String> good = List.of("{\"t\":\"hello\",\"v\":1,\"app\":\"web\"}",
                "{\"t\":\"sub\",\"id\":7,\"ch\":\"sweeps\",\"since\":{\"epoch\":\"k\",\"seq\":1},\"opts\":{\"maxHz\":4,\"top\":200,\"keys\":[\"1\"]}}",
                "{\"t\":\"ack\",\"a\":[[\"sweeps\",131],[\"system\",57]]}", "{\"t\":\"rate\",\"maxHz\":0.2}",
                "[".repeat(500), "{\"a\":".repeat(300));
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(good.get(random.nextInt(good.size())));
            for (int n = random.nextInt(4); n >= 0 && !text.isEmpty(); n--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, (char) random.nextInt(0x3000));
                    case 2 -> text.setCharAt(at, "{}[]\":,0e-9n\\u".charAt(random.nextInt(14)));
                    default -> text.insert(at, text.substring(at));
                }
            }
            Connection fuzzed = newConnection();
            // When
            fuzzed.receive(text.toString());
            while (fuzzed.next() instanceof Output.Send) {
                fuzzed.written();
            }
            fuzzed.dispose();
        }
        // Then
        pass(SETTINGS.linger().plusSeconds(1));
        hub.refresh();
        assertThat(hub.views()).isZero();
    }

    @Test
    void stoppingServerSaysWhenToComeBack() {
        frames();
        connection.shutDown(1_234);
        assertThat(frames().getFirst().path("retryMs").asInt()).isEqualTo(1_234);
        assertThat(connection.next()).isEqualTo(new Output.Close(CloseCode.SHUTDOWN));
    }

    @Test
    void writeThatTakesTooLongIsNoticed() {
        assertThat(connection.next()).isInstanceOf(Output.Send.class);
        pass(SETTINGS.writePatience());
        assertThat(connection.isStuck()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(connection.isStuck()).isTrue();
        connection.written();
        assertThat(connection.isStuck()).isFalse();
    }

    @Test
    void unackedBytesHalveThePaceDownToOnceInFiveSeconds() {
        Subscription.Pace pace = Subscription.Pace.FULL;
        assertThat(pace.periodNanos(4)).isEqualTo(Duration.ofMillis(250).toNanos());
        pace = pace.slower();
        assertThat(pace.periodNanos(4)).isEqualTo(Duration.ofMillis(500).toNanos());
        for (int i = 0; i < 20; i++) {
            pace = pace.slower();
        }
        assertThat(pace.periodNanos(4)).isEqualTo(Duration.ofSeconds(5).toNanos());
        assertThat(pace.periodNanos(0.1)).as("slower by wish").isEqualTo(Duration.ofSeconds(10).toNanos());
        for (int i = 0; i < 20; i++) {
            pace = pace.faster();
        }
        assertThat(pace).isEqualTo(Subscription.Pace.FULL);
    }

    @Test
    void thousandSubscribersInStepShareOneFrame() {
        // Given
        View view = java.util.Objects.requireNonNull(
                hub.acquire(new ViewKey(java.util.Objects.requireNonNull(ChannelName.parse(BOARD)), 200, List.of())));
        long seq = java.util.Objects.requireNonNull(view.position()).seq();
        change();
        // Then
        assertThat(view.after(seq)).isSameAs(view.after(seq));
        assertThat(view.snapshot()).isSameAs(view.snapshot());
    }
}
