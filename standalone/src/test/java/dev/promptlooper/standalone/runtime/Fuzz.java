package dev.promptlooper.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.access.Requirement;
import dev.promptlooper.contracts.access.Route;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// Malformed requests to every family of routes of the web port.
///
/// @param key shown by most of them
record Fuzz(Http http, String key) {

    private static final int LANES = 10;
    /// An unknown transfer coding, and an unknown version of HTTP.
    private static final Set<Integer> OF_THE_PROTOCOL = Set.of(501, 505);

    /// Sends that many to every family, the same ones for the same seed.
    ///
    /// @return how many requests there were
    /// @throws AssertionError with the first request whose answer was the server's fault, or told of its inside
    int run(int requests, long seed) {
        Map<String, List<Route>> families = WebRoutes.TABLE.all()
                .stream()
                .filter(route -> route.requirement() != Requirement.NOBODY)
                .collect(Collectors.groupingBy(route -> Mappings.example(route.pattern()).split("[/:]", -1).length > 3
                        ? Mappings.example(route.pattern()).split("[/:]", -1)[3]
                        : "pages", TreeMap::new, Collectors.toList()));
        assertThat(families).hasSizeGreaterThan(8);
        // Several at a time, because some answers wait, as that of a sweep that may be there in a moment
        Queue<AssertionError> wrong = new ConcurrentLinkedQueue<>();
        try (ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int lane = 0; lane < LANES; lane++) {
                Random random = new Random(seed * LANES + lane);
                lanes.execute(() -> families.forEach((family, routes) -> {
                    for (int i = 0; i < requests / LANES && wrong.isEmpty(); i++) {
                        Route route = routes.get(random.nextInt(routes.size()));
                        try {
                            send(Malformed.of(route, Mappings.example(route.pattern()), key, http.port(), random));
                        } catch (AssertionError e) {
                            wrong.add(e);
                        } catch (RuntimeException e) {
                            wrong.add(new AssertionError("no answer that can be read, seed " + seed, e));
                        }
                    }
                }));
            }
        }
        if (!wrong.isEmpty()) {
            throw wrong.element();
        }
        return families.size() * (requests / LANES) * LANES;
    }

    private void send(byte[] request) {
        Http.Answer answer;
        try {
            answer = http.raw(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String sent = new String(request, StandardCharsets.ISO_8859_1);
        assertThat(answer.status() < 500 || OF_THE_PROTOCOL.contains(answer.status()))
                .as("%s%n%s %s", sent, answer.status(), answer.body())
                .isTrue();
        assertThat(answer.body()).as(sent).doesNotContain("\tat ", "Exception");
    }
}
