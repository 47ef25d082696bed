package dev.promptlooper.mcp.limits;

import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.mcp.tool.Tool;

import java.util.function.LongSupplier;

/// How often one credential may call tools. Looking is cheap and agents poll; changing is not, and spending money least of all.
/// Thread-safe.
public final class CallLimits {

    private static final String LAUNCH = "POST /api/v1/sweeps";
    /// Tools that only read.
    static final Rate READS = new Rate(1_200, 600);
    /// Tools that change something.
    static final Rate WRITES = new Rate(120, 30);
    /// The tool that starts to spend money.
    static final Rate LAUNCHES = new Rate(10, 10);

    private final RateLimiter reads;
    private final RateLimiter writes;
    private final RateLimiter launches;

    /// @param nanos a clock that only grows, in nanoseconds
    public CallLimits(LongSupplier nanos) {
        this.reads = new RateLimiter(READS, nanos);
        this.writes = new RateLimiter(WRITES, nanos);
        this.launches = new RateLimiter(LAUNCHES, nanos);
    }

    /// @return 0 when the call may happen now, else after how many milliseconds
    public long take(Principal principal, Tool tool) {
        String owner = Owner.of(principal);
        if (tool.hints().readOnly()) {
            return reads.take(owner);
        }
        long wait = writes.take(owner);
        return wait > 0 || !tool.rest().equals(LAUNCH) ? wait : launches.take(owner);
    }
}
