package dev.promptlooper.contracts.endpoint;

/// Price of a model in dollars per million tokens.
///
/// @param input  prompt tokens
/// @param output completion tokens
public record ModelPrice(double input, double output) {

    public ModelPrice {
        if (!(input >= 0) || !(output >= 0) || Double.isInfinite(input) || Double.isInfinite(output)) {
            throw new IllegalArgumentException(
                    "prices are dollars per million tokens, 0 or more; were input=" + input + ", output=" + output);
        }
    }

    /// Dollars for a number of tokens.
    public double cost(long promptTokens, long completionTokens) {
        return (promptTokens * input + completionTokens * output) / 1_000_000;
    }
}
