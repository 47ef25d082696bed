package dev.promptlooper.contracts.access;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a route asks of whoever calls it.
public enum Requirement {
    /// Nothing: pages, health, and the ways in.
    ANONYMOUS(null),
    /// A credential that works, whatever it allows.
    AUTHENTICATED(null),
    /// The scope of the same name.
    READ(Scope.READ),
    /// The scope of the same name.
    WRITE(Scope.WRITE),
    /// The scope of the same name.
    RUN(Scope.RUN),
    /// The scope of the same name.
    ADMIN(Scope.ADMIN),
    /// Closed to all, as if no table named it: an exception from a wider pattern.
    NOBODY(null);

    private final @Nullable Scope scope;

    Requirement(@Nullable Scope scope) {
        this.scope = scope;
    }

    /// The scope that is asked for, or null where it is none.
    public @Nullable Scope scope() {
        return scope;
    }

    /// As in tables of routes: `anonymous`, `authenticated`, `read`, `write`, `run`, `admin`, `nobody`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Requirement of(String word) {
        return Arrays.stream(values()).filter(value -> value.word().equals(word)).findFirst().orElseThrow(() -> {
            String known = Arrays.stream(values()).map(Requirement::word).collect(Collectors.joining(", "));
            return new IllegalArgumentException("'" + word + "' is no requirement of a route; there are " + known);
        });
    }
}
