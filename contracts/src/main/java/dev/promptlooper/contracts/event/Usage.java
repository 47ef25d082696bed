package dev.promptlooper.contracts.event;

/// Tokens of one response.
///
/// @param promptTokens     tokens of the request, 0 or more
/// @param completionTokens tokens of the answer, 0 or more
/// @param estimated        true when the endpoint reported nothing usable and the numbers are our own estimate
public record Usage(long promptTokens, long completionTokens, boolean estimated) {

    public static final Usage NONE = new Usage(0, 0, false);

    public Usage {
        if (promptTokens < 0 || completionTokens < 0) {
            throw new IllegalArgumentException(
                    "token counts must be 0 or more, were " + promptTokens + " and " + completionTokens);
        }
    }

    public long totalTokens() {
        return promptTokens + completionTokens;
    }
}
