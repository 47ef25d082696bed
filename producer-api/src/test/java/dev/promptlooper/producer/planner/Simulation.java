package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.endpoint.Endpoint;
import dev.promptlooper.contracts.endpoint.EndpointCatalog;
import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.Reservation;
import dev.promptlooper.contracts.event.Run;
import dev.promptlooper.contracts.event.RunCompleted;
import dev.promptlooper.contracts.event.RunRequested;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepCommand;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.event.Usage;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.kafka.DeadLetterHandler;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Limits;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.producer.strategy.StrategyRegistry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.LongStream;

/// The planner topology under a simulated clock, with endpoints that answer a fixed number of runs at once.
final class Simulation implements AutoCloseable {

    static final long STEP_MS = 50;

    final List<SweepEvent> events = new ArrayList<>();
    final List<Verdict> verdicts = new ArrayList<>();
    final List<RunRequested> requested = new ArrayList<>();
    final List<RunCompleted> impossible = new ArrayList<>();
    final List<RunCompleted> lost = new ArrayList<>();
    final List<SweepDefinition> definitions = new ArrayList<>();
    final Map<String, Deque<RunRequested>> queues = new HashMap<>();
    final Map<String, Long> settledBySweep = new HashMap<>();
    final FairShares shares = new FairShares(PlannerSettings.DEFAULT.queueSeconds());
    CaseSource cases = Simulation::someCases;
    double usdPerCall;
    boolean deadLettersExpected;
    int maxOutstanding;

    private final TopologyTestDriver driver;
    private final TestInputTopic<String, SweepCommand> commandsIn;
    private final TestInputTopic<String, RunScored> scoredIn;
    private final TestOutputTopic<String, SweepEvent> eventsOut;
    private final TestOutputTopic<String, Verdict> verdictsOut;
    private final TestOutputTopic<String, RunRequested> requestsOut;
    private final TestOutputTopic<String, RunCompleted> completedOut;
    private final TestOutputTopic<String, SweepDefinition> definitionsOut;
    private final TestOutputTopic<String, DeadLetter> deadLettersOut;
    private final Set<String> runIds = new HashSet<>();
    private final Map<String, Long> seqs = new HashMap<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, Integer> outstanding = new HashMap<>();
    private long now = 1_000_000;

    Simulation(Endpoint... endpoints) {
        this(EndpointCatalog.of(endpoints));
    }

    Simulation(EndpointCatalog endpoints) {
        this(endpoints, StrategyRegistry.standard());
    }

    Simulation(EndpointCatalog endpoints, StrategyRegistry strategies) {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "simulation");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        this.driver = new TopologyTestDriver(PlannerTopology.build(parts(endpoints, shares,
                (dataset, version, from, count) -> cases.cases(dataset, version, from, count), strategies)), config,
                Instant.ofEpochMilli(now));
        this.commandsIn = input(Topic.SWEEP_COMMAND);
        this.scoredIn = input(Topic.RUN_SCORED);
        this.eventsOut = output(Topic.SWEEP_EVENT);
        this.verdictsOut = output(Topic.VERDICT);
        this.requestsOut = output(Topic.RUN_REQUESTED);
        this.completedOut = output(Topic.RUN_COMPLETED);
        this.definitionsOut = output(Topic.SWEEP_DEFINITION);
        this.deadLettersOut = output(Topic.DEAD_LETTER);
    }

    static PlannerParts parts(EndpointCatalog endpoints, FairShares shares, CaseSource source) {
        return parts(endpoints, shares, source, StrategyRegistry.standard());
    }

    static PlannerParts parts(EndpointCatalog endpoints, FairShares shares, CaseSource source,
            StrategyRegistry strategies) {
        return parts(endpoints, shares, source, strategies, PlannerSettings.DEFAULT);
    }

    static PlannerParts parts(EndpointCatalog endpoints, FairShares shares, CaseSource source,
            StrategyRegistry strategies, PlannerSettings settings) {
        return new PlannerParts(endpoints, new CasePages(source), strategies, shares, settings, Limits.DEFAULT,
                KafkaException.class::isInstance);
    }

    static List<DatasetCase> someCases(String dataset, int version, long from, int count) {
        return LongStream.range(from, from + count)
                .mapToObj(
                        i -> new DatasetCase("case-" + i, i, Map.of("question", "What is " + i + "?"), "42", Map.of()))
                .toList();
    }

    /// Sends a command with the next version of the sweep.
    void command(String sweepId, SweepCommand.Action action) {
        long version = versions.merge(sweepId, 1L, Long::sum);
        send(new SweepCommand(1, "command-" + sweepId + "-" + version, sweepId, version, "tester", now, action));
    }

    void launch(SweepDefinition definition) {
        command(definition.sweepId(), new SweepCommand.Launch(definition));
    }

    void send(SweepCommand command) {
        commandsIn.pipeInput(command.sweepId(), command);
        collect();
    }

    /// Lets time pass without any result.
    void idle(long milliseconds) {
        for (long passed = 0; passed < milliseconds; passed += STEP_MS) {
            now += STEP_MS;
            driver.advanceWallClockTime(Duration.ofMillis(STEP_MS));
            collect();
        }
    }

    /// Lets much time pass without any result, in steps of five seconds.
    void silence(Duration duration) {
        Duration step = Duration.ofSeconds(5);
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(step)) {
            jump(step);
        }
    }

    /// Lets the clock jump.
    void jump(Duration duration) {
        now += duration.toMillis();
        driver.advanceWallClockTime(duration);
        collect();
    }

    /// Lets time pass while every endpoint answers so many runs per step, in the order they were asked.
    void serve(long milliseconds, int runsPerStep) {
        for (long passed = 0; passed < milliseconds; passed += STEP_MS) {
            for (Deque<RunRequested> queue : queues.values()) {
                for (int i = 0; i < runsPerStep && !queue.isEmpty(); i++) {
                    settle(queue.removeFirst());
                }
            }
            idle(STEP_MS);
        }
    }

    /// Answers everything until the sweep is at rest.
    void finish(String sweepId) {
        for (int i = 0; i < 100_000 && !status(sweepId).isAtRest(); i++) {
            serve(STEP_MS, Integer.MAX_VALUE);
        }
    }

    void settle(RunRequested request) {
        settle(done(request.run(), request.reserved(), AnswerSource.CALL, usdPerCall));
    }

    void settle(RunScored scored) {
        outstanding.merge(scored.run().sweepId(), -1, Integer::sum);
        settledBySweep.merge(scored.run().sweepId(), 1L, Long::sum);
        sendScored(scored);
    }

    void sendScored(RunScored scored) {
        scoredIn.pipeInput(scored.run().sweepId(), scored);
        collect();
    }

    RunScored done(Run run, Reservation reserved, AnswerSource source, double usd) {
        boolean call = source == AnswerSource.CALL;
        return new RunScored(1, run, "hash", RunScored.Status.DONE, source, null, null, List.of(),
                new Usage(10, 5, false), usd, call ? usd : 0, call ? 15 : 0, call ? 1 : 0, 200L, 1, reserved, now);
    }

    RunScored failed(Run run, Reservation reserved) {
        return new RunScored(1, run, "hash", RunScored.Status.FAILED, null, FailureClass.TIMEOUT, "late", List.of(),
                Usage.NONE, null, 0, 0, 0, null, 1, reserved, now);
    }

    /// Requests of an endpoint that are not answered yet.
    Deque<RunRequested> queue(String endpoint) {
        return queues.computeIfAbsent(endpoint, _ -> new ArrayDeque<>());
    }

    SweepStatus status(String sweepId) {
        return last(sweepId).status();
    }

    SweepEvent last(String sweepId) {
        return events.stream().filter(event -> event.sweepId().equals(sweepId)).reduce((a, b) -> b).orElseThrow();
    }

    List<SweepEvent.Kind> kinds(String sweepId) {
        return events.stream()
                .filter(event -> event.sweepId().equals(sweepId) && event.kind() != SweepEvent.Kind.PROGRESS)
                .map(SweepEvent::kind)
                .toList();
    }

    List<RunRequested> requestedOf(String sweepId) {
        return requested.stream().filter(request -> request.run().sweepId().equals(sweepId)).toList();
    }

    long settledOf(String sweepId) {
        return settledBySweep.getOrDefault(sweepId, 0L);
    }

    int outstandingOf(String sweepId) {
        return outstanding.getOrDefault(sweepId, 0);
    }

    long now() {
        return now;
    }

    private void collect() {
        for (RunRequested request : requestsOut.readValuesToList()) {
            if (!runIds.add(request.run().id())) {
                throw new AssertionError("run " + request.run().id() + " was requested twice");
            }
            requested.add(request);
            queues.computeIfAbsent(request.run().candidate().endpoint(), _ -> new ArrayDeque<>()).add(request);
            maxOutstanding = Math.max(maxOutstanding, outstanding.merge(request.run().sweepId(), 1, Integer::sum));
        }
        for (RunCompleted completed : completedOut.readValuesToList()) {
            if (runIds.add(completed.run().id())) {
                impossible.add(completed);
                outstanding.merge(completed.run().sweepId(), 1, Integer::sum);
            } else {
                lost.add(completed);
                outstanding.merge(completed.run().sweepId(), -1, Integer::sum);
            }
        }
        for (DeadLetter letter : deadLettersOut.readValuesToList()) {
            if (!deadLettersExpected) {
                throw new AssertionError("a record could not be processed: " + letter.message());
            }
        }
        verdicts.addAll(verdictsOut.readValuesToList());
        definitions.addAll(definitionsOut.readValuesToList());
        for (SweepEvent event : eventsOut.readValuesToList()) {
            long expected = seqs.merge(event.sweepId(), 1L, Long::sum);
            if (event.seq() != expected) {
                throw new AssertionError("event " + event + " should have seq " + expected);
            }
            events.add(event);
        }
    }

    private <T> TestInputTopic<String, T> input(Topic<T> topic) {
        return driver.createInputTopic(topic.topicName(), new StringSerializer(), topic.serde().serializer());
    }

    private <T> TestOutputTopic<String, T> output(Topic<T> topic) {
        return driver.createOutputTopic(topic.topicName(), new StringDeserializer(), topic.serde().deserializer());
    }

    @Override
    public void close() {
        Objects.requireNonNull(driver).close();
    }
}
