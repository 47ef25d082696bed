package dev.promptlooper.projector.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import java.util.Random;
import java.util.concurrent.CompletableFuture;

class PollerTest {

    private final ModelSource source = new ModelSource();
    private final Random random = new Random(7);
    private final Hub hub = new Hub(source, LiveSettings.DEFAULT, System::nanoTime);
    private final Poller poller = new Poller(hub);

    @BeforeEach
    void fill() {
        hub.onWork(hub::refresh);
        for (int i = 0; i < 30; i++) {
            source.transact(random);
        }
    }

    private Poller.Answer ask(String json) {
        try {
            return poller.answer(json, Guest.ANYBODY);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode body(Poller.Answer answer) {
        return Json.read(answer.body(), JsonNode.class);
    }

    @Test
    void channelsWithoutAPositionAreAnsweredWhole() {
        // When
        Poller.Answer answer = ask("{\"subs\":[{\"ch\":\"sweeps\"},{\"ch\":\"sweep:s000:events\"}]}");
        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(body(answer).path("frames")).hasSize(2).allMatch(frame -> frame.path("t").asString().equals("snap"));
    }

    @Test
    void requestWaitsForAChange() throws Exception {
        // Given
        JsonNode snapshot = body(ask("{\"subs\":[{\"ch\":\"sweeps\"}]}")).path("frames").path(0);
        String since = "{\"epoch\":" + snapshot.path("epoch") + ",\"seq\":" + snapshot.path("seq") + "}";
        CompletableFuture<Poller.Answer> waiting = CompletableFuture.supplyAsync(
                () -> ask("{\"waitMs\":20000,\"subs\":[{\"ch\":\"sweeps\",\"since\":" + since + "}]}"),
                task -> Thread.ofVirtual().start(task));
        // When
        await().until(() -> {
            source.transact(random);
            hub.refresh();
            return waiting.isDone();
        });
        // Then
        assertThat(body(waiting.get()).path("frames").path(0).path("t").asString()).isEqualTo("delta");
    }

    @Test
    void nothingNewIsAnEmptyAnswer() {
        JsonNode snapshot = body(ask("{\"subs\":[{\"ch\":\"sweeps\"}]}")).path("frames").path(0);
        JsonNode answer = body(ask("{\"waitMs\":5,\"subs\":[{\"ch\":\"sweeps\",\"since\":{\"epoch\":"
                + snapshot.path("epoch") + ",\"seq\":" + snapshot.path("seq") + "}}]}"));
        assertThat(answer.path("frames")).isEmpty();
        assertThat(answer.path("pollAfterMs").asInt()).isPositive();
    }

    @Test
    void s04RequestWhoseCredentialEndsWhileItWaitsIsRefused() throws Exception {
        // Given
        JsonNode snapshot = body(ask("{\"subs\":[{\"ch\":\"sweeps\"}]}")).path("frames").path(0);
        Admission ended = new Admission() {
            @Override
            public String visitor() {
                return "ada";
            }

            @Override
            public boolean maySee(ChannelName channel) {
                return true;
            }

            @Override
            public boolean isValid() {
                return false;
            }
        };
        // When
        Poller.Answer answer = poller.answer("{\"waitMs\":1100,\"subs\":[{\"ch\":\"sweeps\",\"since\":{\"epoch\":"
                + snapshot.path("epoch") + ",\"seq\":" + snapshot.path("seq") + "}}]}", ended);
        // Then
        assertThat(answer.status()).isEqualTo(401);
    }

    @Test
    void singleChannelIsAnsweredWithItsPositionAsTag() throws Exception {
        // When
        Poller.Answer first = poller.answer("sweeps", null, null, null, Guest.ANYBODY);
        Poller.Answer same = poller.answer("sweeps", null, null, first.tag(), Guest.ANYBODY);
        for (int i = 0; i < 20; i++) {
            source.transact(random);
        }
        hub.refresh();
        String position = String.valueOf(first.tag()).replace("\"", "");
        Poller.Answer changed = poller.answer("sweeps", position, null, first.tag(), Guest.ANYBODY);
        // Then
        assertThat(first.tag()).matches("\"e1-[0-9]+\"");
        assertThat(same.status()).isEqualTo(304);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(body(changed).path("frames").path(0).path("t").asString()).isEqualTo("delta");
    }

    @Test
    void unknownChannelsAreNamedBesideTheOthers() {
        JsonNode frames = body(ask("{\"waitMs\":10000,\"subs\":[{\"ch\":\"nope\"},{\"ch\":\"sweeps\"}]}"))
                .path("frames");
        assertThat(frames).hasSize(2);
        assertThat(frames.path(0).path("code").asString()).isEqualTo("unknown-channel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"subs\":7}", "{\"subs\":[{}]}", "{\"subs\":[],\"waitMs\":-1}",
        "{\"subs\":[],\"waitMs\":30001}", "{\"subs\":[],\"waitMs\":\"1\"}",
        "{\"subs\":[{\"ch\":\"sweeps\",\"since\":{\"epoch\":\"\",\"seq\":0}}]}"})
    void requestsThatAreNoneSayWhatIsWrong(String json) {
        Poller.Answer answer = ask(json);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isNotBlank();
    }

    @Test
    void viewsAreGivenBack() {
        // Given
        LiveSettings settings = Simulation.SMALL;
        long[] now = {0};
        Hub small = new Hub(source, settings, () -> now[0]);
        small.onWork(small::refresh);
        // When
        try {
            new Poller(small).answer("sweeps", null, null, null, Guest.ANYBODY);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(small.views()).isEqualTo(1);
        now[0] += settings.linger().toNanos();
        small.refresh();
        // Then
        assertThat(small.views()).isZero();
    }
}
