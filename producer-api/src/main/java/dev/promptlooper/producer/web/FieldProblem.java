package dev.promptlooper.producer.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// One thing that is wrong with a request.
///
/// @param field   where, as a path into the request (`params.temperature`, `prompts[0].version`), or `line 17` of an upload
/// @param value   the offending value, shortened when it is long; null when there is none
/// @param message what is wrong and what to do
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FieldProblem(String field, @Nullable Object value, String message) {

    private static final int LONGEST_VALUE = 200;

    public FieldProblem {
        if (value instanceof String text && text.length() > LONGEST_VALUE) {
            value = text.substring(0, LONGEST_VALUE) + "…";
        }
    }

    @Override
    public String toString() {
        return field.isEmpty() ? message : field + ": " + message;
    }
}
