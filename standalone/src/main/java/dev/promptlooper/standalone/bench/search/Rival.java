package dev.promptlooper.standalone.bench.search;

import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.sweep.Strategy;
import dev.promptlooper.producer.strategy.StrategyFactory;
import dev.promptlooper.producer.strategy.StrategyRegistry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A strategy in a comparison, as the command line names it: `guided`, or with parameters `guided:block=5:epsilon=0.01`.
///
/// @param label  as it was named
/// @param type   strategy type
/// @param params parameters beside seed and samples
record Rival(String label, String type, Map<String, Object> params) {

    private static final StrategyRegistry STANDARD = StrategyRegistry.standard();
    private static final List<String> ORDER = List.of("guided", "halving", "asha", UcbE.TYPE, "random", "grid");
    private static final String EPSILON = "epsilon";
    private static final Set<String> WITHOUT_SEED = Set.of("grid");

    /// All that this build knows.
    static List<Rival> all() {
        List<Rival> known = new ArrayList<>();
        for (String type : ORDER) {
            if (type.equals(UcbE.TYPE) || STANDARD.types().contains(type)) {
                known.add(new Rival(type, type, Map.of()));
            }
        }
        return known;
    }

    /// The same, with a `guided` that spends the budget it is given as all the others do, instead of stopping when the rest of the
    /// doubt does not matter; unless it was told when to stop.
    Rival spending() {
        if (!type.equals("guided") || params.containsKey(EPSILON)) {
            return this;
        }
        Map<String, Object> all = new LinkedHashMap<>(params);
        all.put(EPSILON, 0);
        return new Rival(label, type, all);
    }

    /// @throws IllegalArgumentException when the type is unknown or a parameter is not `key=value`
    static Rival parse(String text) {
        String[] parts = text.split(":", -1);
        Map<String, Object> params = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals <= 0) {
                throw new IllegalArgumentException(
                        "'" + parts[i] + "' in '" + text + "' is no parameter; write type:key=value:key=value");
            }
            params.put(parts[i].substring(0, equals), ScoreCsv.parameter(parts[i].substring(equals + 1)));
        }
        Rival rival = new Rival(text, parts[0], params);
        rival.factory(); // says what it does not know
        return rival;
    }

    StrategyFactory factory() {
        return type.equals(UcbE.TYPE) ? UcbE.factory() : STANDARD.find(new Strategy(type, params));
    }

    /// The strategy for one replay. Random search draws as many candidates as the budget covers in full.
    Strategy strategy(RecordedSet set, Budget budget, long seed) {
        Map<String, Object> all = new LinkedHashMap<>(params);
        if (!WITHOUT_SEED.contains(type)) {
            all.putIfAbsent("seed", seed);
        }
        if (type.equals("random")) {
            all.putIfAbsent("samples", affordable(set, budget));
        }
        return new Strategy(type, all);
    }

    private static long affordable(RecordedSet set, Budget budget) {
        int candidates = set.candidates().size();
        Long calls = budget.calls();
        Double usd = budget.usd();
        double complete = calls != null
                ? (double) calls / set.cases().size()
                : usd != null ? candidates * usd / set.usd() : candidates;
        return Math.clamp((long) complete, 1, candidates);
    }
}
