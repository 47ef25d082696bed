package dev.promptlooper.contracts.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// What a person is here for.
public enum Role {
    /// Looks.
    VIEWER,
    /// Works: changes the catalogue and runs sweeps.
    EDITOR,
    /// Works, and says who else may.
    ADMIN;

    /// All that this role allows; keys of a person never allow more.
    public Set<Scope> scopes() {
        return switch (this) {
            case VIEWER -> Set.of(Scope.READ);
            case EDITOR -> Set.of(Scope.READ, Scope.WRITE, Scope.RUN);
            case ADMIN -> Set.of(Scope.READ, Scope.WRITE, Scope.RUN, Scope.ADMIN);
        };
    }

    /// As in documents: `viewer`, `editor`, `admin`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException naming the roles there are
    public static Role of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst().orElseThrow(() -> {
            String known = Arrays.stream(values()).map(Role::word).collect(Collectors.joining(", "));
            return new IllegalArgumentException("'" + word + "' is no role; there are " + known);
        });
    }
}
