package dev.promptlooper.standalone.bench.search;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/// Makes replays on some threads. What comes out does not depend on how many.
final class Workers {

    private final int threads;
    private final Consumer<String> progress;

    /// @param progress takes a line now and then
    Workers(int threads, Consumer<String> progress) {
        this.threads = threads;
        this.progress = progress;
    }

    /// Says something to whoever waits.
    void say(String line) {
        progress.accept(line);
    }

    /// @return the outcomes in the order of the requests
    <T> List<T> run(List<ReplayRequest> requests, Function<ReplayRequest.Result, T> digest)
            throws InterruptedException {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> futures = new ArrayList<>();
            for (ReplayRequest request : requests) {
                futures.add(pool.submit(() -> digest.apply(request.run())));
            }
            List<T> results = new ArrayList<>();
            try {
                for (Future<T> future : futures) {
                    results.add(future.get());
                }
            } catch (ExecutionException e) {
                pool.shutdownNow();
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IllegalStateException(e.getCause());
            }
            return results;
        }
    }
}
