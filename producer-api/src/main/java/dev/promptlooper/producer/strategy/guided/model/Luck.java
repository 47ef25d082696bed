package dev.promptlooper.producer.strategy.guided.model;

import java.util.List;

/// The luck that candidates share. Candidates of one model fail the same cases; when all of them have met the same few cases, the
/// mean of their means is as uncertain as one of them. So each level of these factors has an error of its own, which its observed
/// means contain and its true value does not.
///
/// @param factors   positions of the factors in the design
/// @param variances per factor and level, 0 or more
public record Luck(List<Integer> factors, List<List<Double>> variances) {

    /// Nothing is shared.
    public static final Luck NONE = new Luck(List.of(), List.of());

    public Luck {
        factors = List.copyOf(factors);
        variances = variances.stream().map(List::copyOf).toList();
    }
}
