package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.sweep.Metrics;
import dev.promptlooper.scoring.statistics.ClusteredMoments;
import dev.promptlooper.scoring.statistics.ExactSum;
import dev.promptlooper.scoring.statistics.LatencySketch;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Everything counted of one candidate, in a form that grows with neither runs nor cases. Mutable; for one thread.
final class CandidateState {

    private static final int FORMAT = 1;

    private final byte[] candidate;
    private final ClusteredMoments[] moments;
    private final LatencySketch latencies;
    private long runs;
    private long failed;
    private long hits;
    private long judged;
    private long passed;
    private long latencySum;
    private ExactSum paid;

    private CandidateState(byte[] candidate, ClusteredMoments[] moments, LatencySketch latencies, ExactSum paid) {
        this.candidate = candidate;
        this.moments = moments;
        this.latencies = latencies;
        this.paid = paid;
    }

    static CandidateState create(Candidate candidate, MetricLayout layout) {
        ClusteredMoments[] moments = new ClusteredMoments[layout.size()];
        Arrays.fill(moments, ClusteredMoments.EMPTY);
        return new CandidateState(Json.MAPPER.writeValueAsBytes(candidate), moments, new LatencySketch(),
                ExactSum.ZERO);
    }

    /// One run changed from `old` (null when it is new) to `now`, and by it its case from `before` to `after`.
    void apply(MetricLayout layout, CaseCells before, CaseCells after, @Nullable Cell old, Cell now) {
        for (int metric = 0; metric < moments.length; metric++) {
            moments[metric] = moments[metric].replace(before.value(metric), after.value(metric));
        }
        int latency = layout.position(Metrics.LATENCY_MS);
        if (old != null) {
            count(old, -1);
            paid = paid.minus(old.paidUsd());
            if (!Double.isNaN(old.value(latency))) {
                latencies.remove(old.value(latency));
                latencySum -= (long) old.value(latency);
            }
        }
        count(now, 1);
        paid = paid.plus(now.paidUsd());
        if (!Double.isNaN(now.value(latency))) {
            latencies.add(now.value(latency));
            latencySum += (long) now.value(latency);
        }
    }

    private void count(Cell cell, int by) {
        runs += by;
        failed += cell.isFailed() ? by : 0;
        hits += cell.isHit() ? by : 0;
        judged += cell.isJudged() ? by : 0;
        passed += cell.isPassed() ? by : 0;
    }

    Candidate candidate() {
        return Json.MAPPER.readValue(candidate, Candidate.class);
    }

    ClusteredMoments moments(int metric) {
        return moments[metric];
    }

    LatencySketch latencies() {
        return latencies;
    }

    long runs() {
        return runs;
    }

    long failed() {
        return failed;
    }

    long hits() {
        return hits;
    }

    ExactSum paid() {
        return paid;
    }

    /// Mean over all answers, milliseconds; NaN without answers.
    double meanLatency() {
        return latencies.count() == 0 ? Double.NaN : (double) latencySum / latencies.count();
    }

    /// Share of judged runs that passed; NaN when none was judged.
    double passRate() {
        return judged == 0 ? Double.NaN : (double) passed / judged;
    }

    byte[] toBytes() {
        Packer packer = new Packer(candidate.length + 64 + moments.length * 48).number(FORMAT);
        packer.block(candidate).number(runs).number(failed).number(hits).number(judged).number(passed);
        packer.number(latencySum).big(paid.units()).number(moments.length);
        for (ClusteredMoments metric : moments) {
            packer.number(metric.runs());
            if (metric.runs() > 0) {
                packer.number(metric.cases()).number(metric.nonBinary()).big(metric.sum()).big(metric.squares());
            }
        }
        int[] buckets = latencies.buckets();
        long[] counts = latencies.counts();
        packer.number(buckets.length);
        int previous = -1;
        for (int i = 0; i < buckets.length; i++) {
            packer.number(buckets[i] - previous).number(counts[i]);
            previous = buckets[i];
        }
        return packer.toBytes();
    }

    static CandidateState fromBytes(byte[] bytes) {
        Unpacker unpacker = new Unpacker(bytes);
        unpacker.format(FORMAT);
        byte[] candidate = unpacker.block();
        long runs = unpacker.number();
        long failed = unpacker.number();
        long hits = unpacker.number();
        long judged = unpacker.number();
        long passed = unpacker.number();
        long latencySum = unpacker.number();
        ExactSum paid = new ExactSum(unpacker.big());
        ClusteredMoments[] moments = new ClusteredMoments[unpacker.small()];
        for (int i = 0; i < moments.length; i++) {
            long values = unpacker.number();
            moments[i] = values == 0
                    ? ClusteredMoments.EMPTY
                    : new ClusteredMoments(values, unpacker.number(), unpacker.number(), unpacker.big(),
                            unpacker.big());
        }
        int[] buckets = new int[unpacker.small()];
        long[] counts = new long[buckets.length];
        int previous = -1;
        for (int i = 0; i < buckets.length; i++) {
            previous += unpacker.small();
            buckets[i] = previous;
            counts[i] = unpacker.number();
        }
        CandidateState state = new CandidateState(candidate, moments, LatencySketch.of(buckets, counts), paid);
        state.runs = runs;
        state.failed = failed;
        state.hits = hits;
        state.judged = judged;
        state.passed = passed;
        state.latencySum = latencySum;
        return state;
    }
}
