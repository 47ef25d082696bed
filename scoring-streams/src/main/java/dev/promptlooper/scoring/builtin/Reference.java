package dev.promptlooper.scoring.builtin;

import dev.promptlooper.contracts.prompt.PromptTemplate;
import dev.promptlooper.contracts.sweep.PromptDefinition;
import dev.promptlooper.scoring.scorer.Parameters;
import dev.promptlooper.scoring.scorer.ScoreResult;
import dev.promptlooper.scoring.scorer.Scorer;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What a scorer compares with: its parameter `value` (a text, or a template over the case's variables), else the case's
/// expected answer.
final class Reference {

    static final String PARAMETER = "value";

    static final ScoreResult MISSING = ScoreResult
            .unscored("nothing to compare with: the case has no expected answer; give the dataset one"
                    + " (dataset: {expected: column}), or the scorer a value");

    private final @Nullable String literal;
    private final @Nullable PromptTemplate template;

    private Reference(@Nullable String literal, @Nullable PromptTemplate template) {
        this.literal = literal;
        this.template = template;
    }

    static Reference of(Parameters parameters) {
        String value = parameters.text(PARAMETER);
        if (value == null || !value.contains("{{")) {
            return new Reference(value, null);
        }
        return new Reference(null, PromptTemplate
                .compile(new PromptDefinition("value", 0, List.of(Map.of("role", "user", "content", value)))));
    }

    /// The literal, when it is the same for all cases.
    @Nullable
    String literal() {
        return literal;
    }

    /// The text to compare with, or null when there is none.
    ///
    /// @throws IllegalArgumentException when the template needs a variable that the case lacks
    @Nullable
    String resolve(Scorer.Input input, Scorer.Context context) {
        if (template != null) {
            return template.render(input.vars()).getFirst() instanceof Map<?, ?> message
                    && message.get("content") instanceof String text ? text : null;
        }
        return literal != null ? literal : context.expected();
    }
}
