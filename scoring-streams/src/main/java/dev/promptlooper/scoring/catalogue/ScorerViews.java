package dev.promptlooper.scoring.catalogue;

import dev.promptlooper.scoring.scorer.Parameter;
import dev.promptlooper.scoring.scorer.ScorerCatalog;
import dev.promptlooper.scoring.scorer.ScorerFactory;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Scorer types as clients see them. Pure.
final class ScorerViews {

    /// @param common what every scorer of a sweep takes beside its own parameters
    record Page(List<Type> items, List<Option> common) {}

    /// @param source `built-in` or `plug-in`
    record Type(String type, String description, String source, List<Option> parameters) {}

    /// @param kind         `text`, `number`, `flag` or `object`
    /// @param defaultValue value when it is not given
    record Option(String name, String kind, boolean required,
            @com.fasterxml.jackson.annotation.JsonProperty("default") @Nullable Object defaultValue,
            String description) {}

    private static final List<Option> COMMON = List.of(
            new Option("name", "text", false, null, "name of the metric in the sweep; the type when it is not given"),
            new Option("weight", "number", false, 1, "weight in a weighted-sum objective, 0 or more"),
            new Option("threshold", "number", false, null,
                    "value from which a run passes; the type's own when it is not given"),
            new Option("not", "flag", false, false, "turn the verdict around: the value becomes 1 − value"));

    private ScorerViews() {}

    /// @param builtIn types that come with the program
    static Page of(ScorerCatalog catalog, Set<String> builtIn) {
        return new Page(catalog.factories().values().stream().map(factory -> type(factory, builtIn)).toList(), COMMON);
    }

    private static Type type(ScorerFactory factory, Set<String> builtIn) {
        return new Type(factory.type(), factory.description(),
                builtIn.contains(factory.type()) ? "built-in" : "plug-in",
                factory.parameters().stream().map(ScorerViews::option).toList());
    }

    private static Option option(Parameter parameter) {
        return new Option(parameter.name(), parameter.kind().name().toLowerCase(Locale.ROOT), parameter.required(),
                parameter.fallback(), parameter.description());
    }
}
