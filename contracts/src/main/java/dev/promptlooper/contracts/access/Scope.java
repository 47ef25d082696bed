package dev.promptlooper.contracts.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a credential allows. Scopes do not include each other: a key that launches and reads has both.
public enum Scope {
    /// See everything but credentials and the audit log.
    READ,
    /// Change the catalogue: prompts, labels, datasets, experiments.
    WRITE,
    /// Spend money: launch and steer sweeps.
    RUN,
    /// Users, keys of others, audit log, dead letters.
    ADMIN;

    /// As in tokens, keys and documents: `read`, `write`, `run`, `admin`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException naming the scopes there are
    public static Scope of(String word) {
        return Arrays.stream(values()).filter(scope -> scope.word().equals(word)).findFirst().orElseThrow(() -> {
            String known = Arrays.stream(values()).map(Scope::word).collect(Collectors.joining(", "));
            return new IllegalArgumentException("'" + word + "' is no scope; there are " + known);
        });
    }
}
