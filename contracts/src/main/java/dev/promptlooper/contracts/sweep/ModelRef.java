package dev.promptlooper.contracts.sweep;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/// A model at an endpoint, written `endpoint/model`. The first slash separates: model names may have slashes of their own.
///
/// @param endpoint name of a configured endpoint
/// @param model    model as that endpoint knows it
public record ModelRef(String endpoint, String model) {

    public ModelRef {
        if (endpoint.isBlank() || model.isBlank()) {
            throw new IllegalArgumentException(
                    "a model is written endpoint/model, was '" + endpoint + "/" + model + "'");
        }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static ModelRef parse(String text) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not endpoint/model; name the endpoint first, for example local/" + text);
        }
        return new ModelRef(text.substring(0, slash), text.substring(slash + 1));
    }

    @JsonValue
    @Override
    public String toString() {
        return endpoint + "/" + model;
    }
}
