package dev.promptlooper.producer.plan;

import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.sweep.DatasetRef;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.producer.space.Candidates;
import dev.promptlooper.producer.space.Point;
import dev.promptlooper.producer.space.Seeded;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// The runs that an estimate looks at: all of a small sweep, else a deterministic sample. Pure apart from reading cases.
final class RunSample {

    /// All runs are looked at up to this many.
    static final long EXACT_RUNS = 20_000;
    private static final int SAMPLED_RUNS = 4_000;
    private static final int SAMPLED_CASES = 200;
    private static final int PAGE = 500;
    private static final int WALK_STEPS = 10_000;

    private final SweepDefinition definition;
    private final Candidates candidates;
    private final CaseReader reader;
    private final Map<Long, DatasetCase> cases = new LinkedHashMap<>();
    private final boolean exact;

    RunSample(SweepDefinition definition, Candidates candidates, CaseReader reader, long runs) {
        this.definition = definition;
        this.candidates = candidates;
        this.reader = reader;
        this.exact = candidates.count().isPresent() && runs <= EXACT_RUNS;
        readCases();
    }

    /// True when it holds every run.
    boolean isExact() {
        return exact;
    }

    /// The cases that were read, by index.
    Map<Long, DatasetCase> cases() {
        return cases;
    }

    void forEach(Visitor visitor) {
        if (exact) {
            everyRun(visitor);
        } else {
            someRuns(visitor);
        }
    }

    private void everyRun(Visitor visitor) {
        for (long index = 0; index < candidates.end();) {
            long next = candidates.skip(index);
            if (next == index) {
                Point point = candidates.at(index);
                for (DatasetCase input : cases.values()) {
                    for (int repeat = 0; repeat < definition.repeats(); repeat++) {
                        visitor.visit(index, point, input, repeat);
                    }
                }
                next++;
            }
            index = next;
        }
    }

    private void someRuns(Visitor visitor) {
        Seeded random = new Seeded(definition.name().hashCode());
        List<DatasetCase> read = List.copyOf(cases.values());
        for (int i = 0; i < SAMPLED_RUNS && !read.isEmpty(); i++) {
            OptionalLong index = from(random.below(candidates.end()));
            if (index.isPresent()) {
                visitor.visit(index.getAsLong(), candidates.at(index.getAsLong()),
                        read.get((int) random.below(read.size())), (int) random.below(definition.repeats()));
            }
        }
    }

    /// The first candidate at or behind an index.
    private OptionalLong from(long start) {
        long index = start;
        for (int step = 0; step < WALK_STEPS && index < candidates.end(); step++) {
            long next = candidates.skip(index);
            if (next == index) {
                return OptionalLong.of(index);
            }
            index = next;
        }
        return OptionalLong.empty();
    }

    private void readCases() {
        DatasetRef dataset = definition.dataset();
        if (exact) {
            for (long from = 0; from < dataset.size(); from += PAGE) {
                int wanted = (int) Math.min(PAGE, dataset.size() - from);
                keep(reader.cases(dataset.name(), dataset.version(), from, wanted));
            }
        } else {
            // A few pages spread evenly: neighbours in a dataset are alike.
            int pages = 10;
            int perPage = SAMPLED_CASES / pages;
            for (int page = 0; page < pages; page++) {
                long from = dataset.size() / pages * page;
                keep(reader.cases(dataset.name(), dataset.version(), from,
                        (int) Math.min(perPage, dataset.size() - from)));
            }
        }
    }

    private void keep(@Nullable List<DatasetCase> read) {
        for (DatasetCase row : read == null ? new ArrayList<DatasetCase>() : read) {
            cases.put(row.index(), row);
        }
    }

    /// Takes one run.
    @FunctionalInterface
    interface Visitor {
        void visit(long index, Point point, DatasetCase input, int repeat);
    }
}
