package dev.promptlooper.producer.sweeps;

import java.util.List;

/// Which scorer types a sweep may name. Thread-safe.
interface ScorerTypes {

    /// Known types.
    List<String> known();

    /// True when plug-ins may add types that are not known here; an unknown type is then a warning.
    boolean isOpen();

    /// The built-in scorers.
    ///
    /// @param pluginsConfigured whether a folder with plug-ins is configured
    static ScorerTypes builtIn(boolean pluginsConfigured) {
        List<String> types = List.of("equals", "contains", "icontains", "starts-with", "regex", "is-json",
                "json-schema",
                "numeric-match", "choice-letter", "levenshtein", "word-count", "latency", "cost");
        return new ScorerTypes() {
            @Override
            public List<String> known() {
                return types;
            }

            @Override
            public boolean isOpen() {
                return pluginsConfigured;
            }
        };
    }
}
