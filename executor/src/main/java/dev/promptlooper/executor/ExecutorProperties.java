package dev.promptlooper.executor;

import dev.promptlooper.executor.caller.CallerSettings;
import dev.promptlooper.executor.limits.Backoff;
import dev.promptlooper.executor.router.RouterSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/// `promptlooper.executor.*`; the README lists them with their meaning.
@ConfigurationProperties("promptlooper.executor")
record ExecutorProperties(@DefaultValue("1s") Duration routerCommitInterval, @DefaultValue("15m") Duration lease,
        @DefaultValue("5s") Duration landedLinger, @DefaultValue("20000") int queuedCalls,
        @DefaultValue("134217728") long queuedBytes,
        @DefaultValue("50000") int readAhead, @DefaultValue("1s") Duration callerCommitInterval,
        @DefaultValue("5s") Duration drain, @DefaultValue("60s") Duration circuitPatience,
        @DefaultValue("500ms") Duration backoffBase, @DefaultValue("30s") Duration backoffCap) {

    RouterSettings router() {
        return new RouterSettings(routerCommitInterval, lease, landedLinger);
    }

    CallerSettings caller() {
        return new CallerSettings(queuedCalls, queuedBytes, readAhead, callerCommitInterval, drain, circuitPatience,
                new Backoff(backoffBase, backoffCap));
    }
}
