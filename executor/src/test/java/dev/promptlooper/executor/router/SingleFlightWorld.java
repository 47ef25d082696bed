package dev.promptlooper.executor.router;

import dev.promptlooper.contracts.event.AnswerSource;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Logs, stores with changelogs, commits and a caller, all in memory, under the rules that Kafka gives an at-least-once task: what
/// is committed is durable, what is not may be durable or lost, each log by itself.
final class SingleFlightWorld implements Outbox {

    private static final long LEASE = 200;
    private static final long LINGER = 60;

    private final Random random;
    private final boolean callsAlwaysSucceed;
    private final boolean freshness;
    private long now = 1_000;

    private final List<Request> requests = new ArrayList<>();
    private final List<Result> results = new ArrayList<>();
    private final Map<String, Long> requestedHash = new HashMap<>();
    private int requestsDone;
    private int requestsCommitted;
    private int resultsDone;
    private int resultsCommitted;

    private final Map<String, FlightState> flights = new TreeMap<>();
    private final Map<String, Waiter> joiners = new TreeMap<>();
    private final List<Runnable> flightLog = new ArrayList<>();
    private final List<Runnable> joinerLog = new ArrayList<>();
    private int flightsCommitted;
    private int joinersCommitted;
    private final Map<String, Long> responses = new HashMap<>();

    private final List<Completion> completions = new ArrayList<>();
    private int completionsCommitted;
    private final List<CallOut> calls = new ArrayList<>();
    private int callsCommitted;
    private int callsRead;

    private final Map<String, CallOut> underWay = new TreeMap<>();
    private final Map<String, Long> answered = new HashMap<>();
    private final Map<String, Integer> callsByHash = new HashMap<>();

    private SingleFlight machine = machine();
    private long failing;
    private long committedAt;
    private final Set<String> restored = new HashSet<>();
    private int redelivered;

    SingleFlightWorld(Random random, boolean callsAlwaysSucceed, boolean freshness) {
        this.random = random;
        this.callsAlwaysSucceed = callsAlwaysSucceed;
        this.freshness = freshness;
    }

    void live(int steps) {
        for (int i = 0; i < steps; i++) {
            now += 1 + random.nextInt(12);
            if (now - committedAt > LINGER / 3) {
                commit(); // a landed flight is kept for several commits
            }
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> request();
                case 3, 4, 5, 6, 7 -> process();
                case 8 -> callerReads();
                case 9 -> callEnds();
                case 10 -> tick();
                default -> {
                    if (random.nextInt(3) > 0) {
                        commit();
                    } else {
                        crash();
                    }
                }
            }
        }
    }

    /// Lets everything come to rest.
    void settle() {
        for (int i = 0; i < 2_000 && !(atRest() && flights.isEmpty()); i++) {
            now += 20;
            process();
            process();
            callerReads();
            callEnds();
            commit();
            tick();
        }
    }

    private boolean atRest() {
        return requestsDone == requests.size() && resultsDone == results.size() && callsRead == calls.size()
                && underWay.isEmpty();
    }

    private void request() {
        Set<String> open = unfinished();
        if (!open.isEmpty() && random.nextInt(6) == 0) { // an upstream duplicate
            List<Waiter> waiting = requests.stream().map(Request::waiter).filter(w -> open.contains(w.id())).toList();
            requests.add(new Request(waiting.get(random.nextInt(waiting.size())), now));
            return;
        }
        String hash = "h" + random.nextInt(4);
        String id = hash + ".run" + requests.size();
        long notBefore = freshness && random.nextInt(4) == 0 ? now - random.nextInt(40) : 0;
        JsonBytes passage = JsonBytes.of(id.getBytes(StandardCharsets.UTF_8));
        requests.add(new Request(new Waiter(id, hash, notBefore, now, passage, Fate.OPEN), now));
        requestedHash.put(id, now);
    }

    /// Streams takes the older record of the two topics, also after a restart (max.task.idle.ms).
    private void process() {
        boolean request = requestsDone < requests.size();
        boolean result = resultsDone < results.size();
        if (request && (!result || requests.get(requestsDone).at() <= results.get(resultsDone).at())) {
            Waiter waiter = requests.get(requestsDone++).waiter();
            machine.requested(waiter.completeKey(), waiter,
                    () -> new Call("e", "u", "m", "{}", "s", 1, null, waiter.requestedAt()), now);
        } else if (result) {
            Result next = results.get(resultsDone++);
            if (next.failed()) {
                failing = next.at();
                machine.failed(next.hash(), next.at(), now);
            } else {
                responses.put(next.hash(), next.at());
                machine.answered(next.hash(), next.at(), now);
            }
        }
    }

    private void callerReads() {
        if (callsRead < calls.size()) {
            CallOut call = calls.get(callsRead++);
            Long at = answered.get(call.hash());
            if (underWay.containsKey(call.hash())) {
                CallOut before = underWay.get(call.hash());
                if (call.notBefore() > before.notBefore()) {
                    underWay.put(call.hash(), call);
                }
            } else if (at == null || at < Math.max(call.notBefore(), call.requestedAt())) {
                underWay.put(call.hash(), call);
                callsByHash.merge(call.hash(), 1, Integer::sum);
            }
        }
    }

    private void callEnds() {
        if (!underWay.isEmpty()) {
            String hash = underWay.keySet().stream().skip(random.nextInt(underWay.size())).findFirst().orElseThrow();
            underWay.remove(hash);
            boolean failed = !callsAlwaysSucceed && random.nextInt(4) == 0;
            now++; // instants identify answers
            results.add(new Result(hash, now, failed));
            if (!failed) {
                answered.put(hash, now);
            }
        }
    }

    private void tick() {
        // What was restored as landed is kept until the redelivery has surely passed, as RouterProcessor does.
        List.copyOf(flights.keySet())
                .stream()
                .filter(hash -> resultsDone >= redelivered || !restored.contains(hash))
                .forEach(hash -> machine.expire(hash, now));
    }

    private void commit() {
        committedAt = now;
        requestsCommitted = requestsDone;
        resultsCommitted = resultsDone;
        flightsCommitted = flightLog.size();
        joinersCommitted = joinerLog.size();
        completionsCommitted = completions.size();
        callsCommitted = calls.size();
    }

    private void crash() {
        truncate(completions, completionsCommitted);
        truncate(calls, Math.max(callsCommitted, callsRead));
        truncate(flightLog, flightsCommitted);
        truncate(joinerLog, joinersCommitted);
        flights.clear();
        joiners.clear();
        flightLog.forEach(Runnable::run);
        joinerLog.forEach(Runnable::run);
        // As FlightStores.dropOrphans does.
        joiners.keySet().removeIf(key -> !flights.containsKey(key.substring(0, key.indexOf('/'))));
        restored.clear();
        flights.forEach((hash, flight) -> {
            if (flight instanceof FlightState.Landed) {
                restored.add(hash);
            }
        });
        redelivered = Math.max(redelivered, resultsDone);
        requestsDone = requestsCommitted;
        // The local view of responses may be ahead of the committed offset.
        int ahead = resultsCommitted + random.nextInt(resultsDone - resultsCommitted + 1);
        responses.clear();
        results.subList(0, ahead).stream().filter(r -> !r.failed()).forEach(r -> responses.put(r.hash(), r.at()));
        resultsDone = resultsCommitted;
        machine = machine();
        commit();
    }

    private void truncate(List<?> log, int durable) {
        int keep = durable + random.nextInt(log.size() - durable + 1);
        log.subList(keep, log.size()).clear();
    }

    private SingleFlight machine() {
        return new SingleFlight(new Stores(), hash -> responses.getOrDefault(hash, SingleFlight.UNKNOWN), this,
                Duration.ofMillis(LEASE), Duration.ofMillis(LINGER));
    }

    @Override
    public void answer(String hash, Waiter waiter, AnswerSource source) {
        long answeredAt = Objects.requireNonNull(responses.get(hash));
        if (answeredAt < waiter.notBefore()) {
            throw new AssertionError("stale answer " + answeredAt + " for " + waiter);
        }
        completions.add(new Completion(waiter.id(), hash, source, answeredAt));
    }

    @Override
    public void fail(Waiter waiter) {
        completions.add(new Completion(waiter.id(), waiter.completeKey(), null, failing));
    }

    @Override
    public void call(String hash, Call call, int emission, long notBefore) {
        calls.add(new CallOut(hash, notBefore, call.requestedAt()));
    }

    Set<String> unfinished() {
        Set<String> open = new HashSet<>(requestedHash.keySet());
        completions.forEach(done -> open.remove(done.runId()));
        return open;
    }

    int leftovers() {
        return flights.size() + joiners.size();
    }

    Map<String, Integer> callsByHash() {
        return callsByHash;
    }

    List<Completion> completions() {
        return completions;
    }

    record Completion(String runId, String hash, @Nullable AnswerSource source, long answeredAt) {}

    private record Request(Waiter waiter, long at) {}

    private record CallOut(String hash, long notBefore, long requestedAt) {}

    private record Result(String hash, long at, boolean failed) {}

    private final class Stores implements FlightStore {

        @Override
        public @Nullable FlightState flight(String hash) {
            return flights.get(hash);
        }

        @Override
        public void put(String hash, FlightState flight) {
            FlightState stored = FlightCodec.readFlight(FlightCodec.write(flight));
            log(flightLog, () -> flights.put(hash, stored));
        }

        @Override
        public @Nullable Waiter joiner(String hash, String waiterId) {
            return joiners.get(hash + "/" + waiterId);
        }

        @Override
        public void putJoiner(String hash, Waiter waiter) {
            Waiter stored = FlightCodec.readWaiter(FlightCodec.write(waiter));
            log(joinerLog, () -> joiners.put(hash + "/" + stored.id(), stored));
        }

        @Override
        public void forEachJoiner(String hash, Consumer<Waiter> consumer) {
            List.copyOf(joiners.entrySet())
                    .stream()
                    .filter(entry -> entry.getKey().startsWith(hash + "/"))
                    .forEach(entry -> consumer.accept(entry.getValue()));
        }

        @Override
        public void delete(String hash) {
            log(flightLog, () -> flights.remove(hash));
            List.copyOf(joiners.keySet())
                    .stream()
                    .filter(key -> key.startsWith(hash + "/"))
                    .forEach(key -> log(joinerLog, () -> joiners.remove(key)));
        }

        private static void log(List<Runnable> log, Runnable change) {
            change.run();
            log.add(change);
        }
    }
}
