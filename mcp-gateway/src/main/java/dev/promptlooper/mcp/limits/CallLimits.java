package dev.promptlooper.mcp.limits;

import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.mcp.tool.Hints;

import java.util.function.LongSupplier;

/// How often one credential may call tools. Looking is cheap and agents poll; changing is not, and spending money least of all.
/// Thread-safe.
public final class CallLimits {

    /// Tools that only read.
    static final Rate READS = new Rate(1_200, 600);
    /// Tools that change something.
    static final Rate WRITES = new Rate(120, 30);
    /// Tools that spend money: launch, extend, retry.
    static final Rate SPENDING = new Rate(10, 10);

    private final RateLimiter reads;
    private final RateLimiter writes;
    private final RateLimiter spending;

    /// @param nanos a clock that only grows, in nanoseconds
    public CallLimits(LongSupplier nanos) {
        this.reads = new RateLimiter(READS, nanos);
        this.writes = new RateLimiter(WRITES, nanos);
        this.spending = new RateLimiter(SPENDING, nanos);
    }

    /// @return 0 when the call may happen now, else after how many milliseconds
    public long take(Principal principal, Hints hints) {
        String owner = Owner.of(principal);
        if (hints.readOnly()) {
            return reads.take(owner);
        }
        long wait = writes.take(owner);
        return wait > 0 || !hints.openWorld() ? wait : spending.take(owner);
    }
}
