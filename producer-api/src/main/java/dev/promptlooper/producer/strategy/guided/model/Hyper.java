package dev.promptlooper.producer.strategy.guided.model;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Prior variances, learned a step at a time: each [#improve] tries a bounded number of changes of one variance and keeps those
/// that make the observations more probable. So a decision never waits for a long optimisation, and what was learned is a few
/// numbers that survive a restart. Not thread-safe.
public final class Hyper {

    private static final double LOWEST = Math.log(1e-6);
    private static final double HIGHEST = Math.log(1);
    private static final double[] STEPS = {1, 0.6, 0.36};
    // Multiplications per improvement: about a millisecond.
    private static final double EFFORT = 1.5e6;
    private static final int FULL = 6;
    private static final double FACTOR = 0.02;
    private static final double PAIR = 0.004;

    private final double[] logVariances;
    private int next;
    private int times;

    /// Variances before anything is known: more for factors than for pairs and the candidates' own deviations.
    public Hyper(Design design) {
        this.logVariances = new double[design.groups().size() + 1];
        int factors = design.factors().size();
        for (int i = 0; i < logVariances.length; i++) {
            logVariances[i] = Math.log(i < factors ? FACTOR : PAIR);
        }
    }

    /// Continues from [#bytes].
    ///
    /// @throws IllegalArgumentException when they are of another design
    public Hyper(Design design, byte[] bytes) {
        this(design);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        this.next = buffer.getInt();
        this.times = buffer.getInt();
        if (buffer.remaining() != logVariances.length * Double.BYTES) {
            throw new IllegalArgumentException("the state of the search is of another version; launch the sweep again");
        }
        buffer.asDoubleBuffer().get(logVariances);
    }

    /// Everything to go on from.
    public byte[] bytes() {
        ByteBuffer buffer = ByteBuffer.allocate(2 * Integer.BYTES + logVariances.length * Double.BYTES);
        buffer.putInt(next).putInt(times).asDoubleBuffer().put(logVariances);
        return buffer.array();
    }

    /// A copy of the logarithms of the variances: groups, then the candidates' own deviation.
    double[] logVariances() {
        return logVariances.clone();
    }

    /// The variance of a group.
    public double variance(int group) {
        return Math.exp(logVariances[group]);
    }

    /// The variance of the candidates' own deviations.
    public double own() {
        return Math.exp(logVariances[logVariances.length - 1]);
    }

    void improve(Evidence evidence) {
        times++;
        int all = STEPS.length * logVariances.length;
        // The last variance is the dear one: it changes every weight.
        double affordable = EFFORT / Math.max(1, evidence.effort());
        int trials = (int) Math.max(1, Math.min(all, affordable / 2));
        if (trials == all && times > FULL && times % FULL != 0) {
            return;
        }
        double best = evidence.value(logVariances);
        for (int trial = 0; trial < trials; trial++) {
            int coordinate = next % logVariances.length;
            best = improve(evidence, coordinate, STEPS[next / logVariances.length % STEPS.length], best);
            next = (next + 1) % all;
        }
    }

    private double improve(Evidence evidence, int coordinate, double step, double best) {
        double old = logVariances[coordinate];
        for (double change : new double[]{step, -step}) {
            double[] changed = Arrays.copyOf(logVariances, logVariances.length);
            changed[coordinate] = Math.clamp(old + change, LOWEST, HIGHEST);
            double value = evidence.value(changed);
            if (value > best) {
                logVariances[coordinate] = changed[coordinate];
                return value;
            }
        }
        return best;
    }
}
