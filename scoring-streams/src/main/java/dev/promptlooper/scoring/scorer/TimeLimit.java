package dev.promptlooper.scoring.scorer;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Runs a scorer on a thread of its own and gives up on it after a time limit.
///
/// Java cannot stop a thread that does not listen, so a scorer that hangs costs a thread each time. After
/// [#STRIKES] time-outs it is not asked any more: threads stay few, and the runs of a sweep are not held up for longer than
/// three time limits. Platform threads, because a spinning scorer would occupy a carrier of the virtual ones. For one caller
/// at a time.
final class TimeLimit implements Scorer {

    static final int STRIKES = 3;

    private static final ExecutorService THREADS = Executors
            .newCachedThreadPool(Thread.ofPlatform().daemon().name("guarded-scorer-", 0).factory());

    private final Scorer scorer;
    private final Duration limit;
    private int strikes;

    TimeLimit(Scorer scorer, Duration limit) {
        this.scorer = scorer;
        this.limit = limit;
    }

    @Override
    public ScoreResult score(Input input, Output output, Context context) throws Exception {
        if (strikes >= STRIKES) {
            throw new TimeoutException("it hung " + STRIKES + " times and is not asked any more; repair the scorer");
        }
        Future<ScoreResult> result = THREADS.submit(() -> scorer.score(input, output, context));
        try {
            return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            strikes++;
            result.cancel(true);
            throw new TimeoutException("it took longer than " + limit.toMillis() + " ms");
        } catch (InterruptedException e) {
            result.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
