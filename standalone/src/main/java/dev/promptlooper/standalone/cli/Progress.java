package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/// Shows how a sweep gets on: a redrawn bar where somebody watches, a plain line every few seconds elsewhere. Not thread-safe.
final class Progress {

    private static final Duration PLAIN_EVERY = Duration.ofSeconds(5);
    private static final long RATE_WINDOW_NANOS = Duration.ofSeconds(10).toNanos();
    private static final String ERASE_LINE = "\r\u001b[2K";
    private static final int BAR = 20;

    private final Terminal terminal;
    private final java.io.PrintWriter out;
    private final long startedAt;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long plainAt;
    private String last = "";

    Progress(Terminal terminal, java.io.PrintWriter out, long nanoTime) {
        this.terminal = terminal;
        this.out = out;
        this.startedAt = nanoTime;
        this.plainAt = nanoTime - PLAIN_EVERY.toNanos();
    }

    private record Sample(long at, long settled) {}

    /// @param best     the leader in words, or null while there is none
    /// @param nanoTime monotonic now
    void show(SweepView sweep, @Nullable String best, long nanoTime) {
        samples.addLast(new Sample(nanoTime, sweep.settled()));
        while (samples.size() > 2 && nanoTime - samples.getFirst().at() > RATE_WINDOW_NANOS) {
            samples.removeFirst();
        }
        if (terminal.interactive()) {
            String line = line(sweep, best, nanoTime, true);
            out.print(ERASE_LINE
                    + (line.length() > terminal.width() ? line.substring(0, terminal.width() - 1) + "…" : line));
            out.flush();
        } else if (nanoTime - plainAt >= PLAIN_EVERY.toNanos()) {
            plainAt = nanoTime;
            String line = line(sweep, best, nanoTime, false);
            if (!line.equals(last)) {
                out.println(line);
                out.flush();
            }
            last = line;
        }
    }

    /// Ends the redrawn line, or prints the last plain one.
    void finish(SweepView sweep, @Nullable String best, long nanoTime) {
        if (terminal.interactive()) {
            show(sweep, best, nanoTime);
            out.println();
        } else {
            out.println(line(sweep, best, nanoTime, false));
        }
        out.flush();
    }

    private String line(SweepView sweep, @Nullable String best, long nanoTime, boolean bar) {
        StringBuilder line = new StringBuilder();
        Long planned = sweep.planned();
        if (bar && planned != null && planned > 0) {
            int filled = (int) Math.min(BAR, sweep.settled() * BAR / planned);
            line.append("█".repeat(filled)).append("░".repeat(BAR - filled)).append("  ");
        }
        line.append(Figures.count(sweep.settled()));
        if (planned != null) {
            line.append('/').append(Figures.count(planned));
            line.append(planned == 0 ? "" : " (" + sweep.settled() * 100 / planned + " %)");
        } else if (sweep.grid() != null) {
            line.append(" of at most ").append(Figures.count(sweep.grid()));
        }
        line.append(bar ? "" : " runs after " + Figures.duration(Duration.ofNanos(nanoTime - startedAt)));
        line.append("  hits ").append(Figures.count(sweep.hits()));
        line.append("  failed ").append(Figures.count(sweep.failed()));
        line.append("  ").append(Figures.usd(sweep.spentUsd()));
        if (sweep.status().isAtRest() || sweep.status() == dev.promptlooper.contracts.event.SweepStatus.PAUSED) {
            line.append("  ").append(sweep.status().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
        } else {
            line.append("  ETA ").append(eta(sweep));
        }
        return line.append(best == null ? "" : "  best " + best).toString();
    }

    private String eta(SweepView sweep) {
        Sample first = samples.getFirst();
        Sample now = samples.getLast();
        Long planned = sweep.planned();
        if (planned == null || now.settled() <= first.settled()) {
            return "–";
        }
        double perNano = (double) (now.settled() - first.settled()) / (now.at() - first.at());
        return Figures.duration(Duration.ofNanos((long) (Math.max(0, planned - sweep.settled()) / perNano)));
    }
}
