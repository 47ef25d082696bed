package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.event.AnswerSource;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.Score;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// What one run contributes to its candidate. Immutable.
final class Cell {

    private static final int FAILED = 1;
    private static final int HIT = 2;
    private static final int PASSED = 4;
    private static final int JUDGED = 8;

    private final int repeat;
    private final int flags;
    private final long scoredAt;
    private final double paidUsd;
    private final double[] values;

    private Cell(int repeat, int flags, long scoredAt, double paidUsd, double[] values) {
        this.repeat = repeat;
        this.flags = flags;
        this.scoredAt = scoredAt;
        this.paidUsd = paidUsd;
        this.values = values;
    }

    static Cell of(RunScored run, MetricLayout layout) {
        int flags = run.status() == RunScored.Status.FAILED ? FAILED : 0;
        AnswerSource source = run.source();
        if (source == AnswerSource.HIT || source == AnswerSource.JOINED) {
            flags |= HIT;
        }
        return new Cell(run.run().repeat(), flags | verdict(run), run.scoredAt(), run.paidUsd(), layout.values(run));
    }

    /// A run passes when every scorer with a threshold passed. One that failed decides; an unscored one leaves it open.
    private static int verdict(RunScored run) {
        boolean any = false;
        boolean open = false;
        for (Score score : run.scores()) {
            if (Boolean.FALSE.equals(score.pass())) {
                return JUDGED;
            }
            any |= score.pass() != null;
            open |= score.value() == null;
        }
        return any && !open ? JUDGED | PASSED : 0;
    }

    /// What stays when the same run comes again. An answer is not undone by a failure, a newer verdict replaces an older one,
    /// and the payment is that of the first record, as the planner books it.
    Cell mergedWith(@Nullable Cell earlier) {
        if (earlier == null) {
            return this;
        }
        if ((isFailed() && !earlier.isFailed())
                || (isFailed() == earlier.isFailed() && scoredAt < earlier.scoredAt)) {
            return earlier;
        }
        int source = earlier.isFailed() ? flags & HIT : earlier.flags & HIT;
        return new Cell(repeat, (flags & ~HIT) | source, scoredAt, earlier.paidUsd, values);
    }

    /// True when nothing that counts differs.
    boolean countsLike(@Nullable Cell other) {
        return other != null && flags == other.flags && paidUsd == other.paidUsd
                && Arrays.equals(values, other.values);
    }

    int repeat() {
        return repeat;
    }

    boolean isFailed() {
        return (flags & FAILED) != 0;
    }

    boolean isHit() {
        return (flags & HIT) != 0;
    }

    boolean isPassed() {
        return (flags & PASSED) != 0;
    }

    boolean isJudged() {
        return (flags & JUDGED) != 0;
    }

    double paidUsd() {
        return paidUsd;
    }

    /// Value of a metric; NaN when the run has none.
    double value(int metric) {
        return values[metric];
    }

    void pack(Packer packer) {
        packer.number(repeat).number(flags).number(scoredAt).decimal(paidUsd).number(values.length);
        for (double value : values) {
            packer.decimal(value);
        }
    }

    static Cell unpack(Unpacker unpacker) {
        int repeat = unpacker.small();
        int flags = unpacker.small();
        long scoredAt = unpacker.number();
        double paidUsd = unpacker.decimal();
        double[] values = new double[unpacker.small()];
        for (int i = 0; i < values.length; i++) {
            values[i] = unpacker.decimal();
        }
        return new Cell(repeat, flags, scoredAt, paidUsd, values);
    }
}
