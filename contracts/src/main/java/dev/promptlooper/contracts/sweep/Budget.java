package dev.promptlooper.contracts.sweep;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Hard limits of a sweep; null = no limit of that kind. Cached answers cost nothing.
///
/// @param usd     dollars paid
/// @param tokens  prompt and completion tokens paid
/// @param calls   calls paid
/// @param minutes wall time in the running state
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Budget(@Nullable Double usd, @Nullable Long tokens, @Nullable Long calls, @Nullable Double minutes) {

    public static final Budget UNLIMITED = new Budget(null, null, null, null);

    public Budget {
        check("usd", usd);
        check("tokens", tokens);
        check("calls", calls);
        check("minutes", minutes);
    }

    private static void check(String field, @Nullable Number value) {
        if (value != null && !(value.doubleValue() >= 0 && Double.isFinite(value.doubleValue()))) {
            throw new IllegalArgumentException("budget." + field + " must be a number of 0 or more, was " + value);
        }
    }
}
