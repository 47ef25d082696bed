package dev.promptlooper.producer.strategy.halving;

import java.util.Comparator;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;

/// Those who have finished a rung of ASHA, split into the best one in eta and the rest. What is in which half follows from who
/// is here, not from the order of arrival. Adding costs the logarithm of the number. Not thread-safe.
final class AshaRung {

    private final int number;
    private final int eta;
    private final Comparator<Contender> ranking;
    private final TreeSet<Contender> top;
    private final TreeSet<Contender> rest;
    private final TreeSet<Contender> due;

    AshaRung(int number, int eta) {
        this.number = number;
        this.eta = eta;
        this.ranking = Comparator
                .comparing((Contender one) -> Objects.requireNonNull(one.mark(number)), Field.STANDING)
                .thenComparingLong(one -> one.order)
                .thenComparingLong(one -> one.index);
        this.top = new TreeSet<>(ranking);
        this.rest = new TreeSet<>(ranking);
        this.due = new TreeSet<>(ranking);
    }

    /// @param contender with its mark for this rung
    void add(Contender contender) {
        rest.add(contender);
        if (!top.isEmpty() && ranking.compare(rest.first(), top.last()) < 0) {
            Contender last = top.removeLast();
            due.remove(last);
            enter(rest.removeFirst());
            rest.add(last);
        }
        while (top.size() < (top.size() + rest.size()) / eta) {
            enter(rest.removeFirst());
        }
    }

    private void enter(Contender contender) {
        top.add(contender);
        if (contender.level == number) {
            due.add(contender);
        }
    }

    /// The contender has climbed on.
    void promoted(Contender contender) {
        due.remove(contender);
    }

    /// The best that should climb on and has not.
    java.util.Optional<Contender> due(Predicate<Contender> admitted) {
        return due.stream().filter(admitted).findFirst();
    }

    /// The best of all here that have not climbed on, whether they should or not.
    java.util.Optional<Contender> best(Predicate<Contender> admitted) {
        return java.util.stream.Stream.concat(top.stream(), rest.stream())
                .filter(one -> one.level == number && admitted.test(one))
                .findFirst();
    }

    boolean has(Predicate<Contender> admitted) {
        return top.stream().anyMatch(admitted) || rest.stream().anyMatch(admitted);
    }
}
