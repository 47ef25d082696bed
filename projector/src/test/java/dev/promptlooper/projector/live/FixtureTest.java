package dev.promptlooper.projector.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Frames recorded from the gateway, for the client's tests: `web/src/live/fixtures`. A line is `{"sub":channel,"id":n}` (the
/// client subscribes on the socket and waits for the `subd` with that id; id 0: it polls, and waits for nothing),
/// `{"unsub":channel}`, `{"drop":true}` (the connection breaks, or the transport changes), `{"frame":…}` (it gets that frame),
/// `{"fill":channel,"e":[…]}` (it has read entries of a log over HTTP), or at the end
/// `{"state":{channel:{"epoch","seq","map","log"}}}`: what it must hold then. Frames come twice and in other orders on purpose.
///
/// Run with `-Dpromptlooper.record=true` to write them anew after a change of the protocol.
class FixtureTest {

    private static final Path ROOT = Path.of(System.getProperty("promptlooper.root", ".."));
    private static final Path FOLDER = ROOT.resolve("web/src/live/fixtures");
    private static final int FIXTURES = 8;

    @Test
    void recordedFramesAreWhatTheGatewaySends() throws IOException {
        for (int seed = 1; seed <= FIXTURES; seed++) {
            // Given
            Path file = FOLDER.resolve("seed-" + seed + ".jsonl");
            // When
            List<String> lines = record(seed);
            if (Boolean.getBoolean("promptlooper.record")) {
                Files.createDirectories(FOLDER);
                Files.write(file, lines);
            }
            // Then
            assertThat(Files.readAllLines(file)).as("%s; run FixtureTest with -Dpromptlooper.record=true", file)
                    .isEqualTo(lines);
        }
    }

    @Test
    void everyFrameIsAsTheSchemaSays() throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(ROOT.resolve("docs/live-feed.schema.json")), InputFormat.JSON);
        for (int seed = 100; seed < 120; seed++) {
            Simulation simulation = new Simulation(seed, 2,
                    frame -> assertThat(schema.validate(Json.write(frame), InputFormat.JSON)).as(Json.write(frame))
                            .isEmpty());
            for (int step = 0; step < 300; step++) {
                simulation.step();
            }
            simulation.settle();
        }
        for (Frame frame : List.of(FrameWriter.welcome("s", LiveSettings.DEFAULT), FrameWriter.heartbeat(1, 2),
                FrameWriter.bye(FrameWriter.Reason.SLOW, 1), FrameWriter.error(null, "x".repeat(500),
                        FrameWriter.Refusal.UNKNOWN_CHANNEL))) {
            assertThat(schema.validate(frame.text(), InputFormat.JSON)).as(frame.text()).isEmpty();
        }
    }

    private static List<String> record(long seed) {
        List<String> lines = new ArrayList<>();
        Simulation simulation = new Simulation(seed, 1, frame -> lines.add(Json.write(Map.of("frame", frame))));
        simulation.client(0)
                .listen((channel, id) -> lines.add("{\"sub\":\"" + channel + "\",\"id\":" + id + "}"),
                        channel -> lines.add("{\"unsub\":\"" + channel + "\"}"), () -> lines.add("{\"drop\":true}"),
                        (channel, entries) -> lines
                                .add("{\"fill\":\"" + channel + "\",\"e\":" + Json.write(entries) + "}"));
        for (int step = 0; step < 250; step++) {
            simulation.step();
        }
        simulation.settle();
        simulation.assertConverged();
        ObjectNode state = Json.MAPPER.createObjectNode();
        simulation.client(0).states().forEach((channel, held) -> {
            Map<String, Object> one = new TreeMap<>();
            Position at = java.util.Objects.requireNonNull(held.position());
            one.put("epoch", at.epoch());
            one.put("seq", at.seq());
            one.put("map", held.map);
            one.put("log", new ArrayList<>(held.log.values()));
            state.set(channel, Json.MAPPER.valueToTree(one));
        });
        JsonNode last = Json.MAPPER.createObjectNode().set("state", state);
        lines.add(Json.write(last));
        return lines;
    }
}
