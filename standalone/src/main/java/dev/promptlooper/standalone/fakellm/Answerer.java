package dev.promptlooper.standalone.fakellm;

/// Where answers come from. Called on the event loop: must not block.
interface Answerer {

    /// @throws IllegalArgumentException when there is no answer to this request; says what was looked for
    Answer answer(ChatRequest request);

    /// @param text             the assistant's text
    /// @param finishReason     `stop` or `length`
    /// @param promptTokens     tokens of the request
    /// @param completionTokens tokens of the text
    record Answer(String text, String finishReason, long promptTokens, long completionTokens) {

        /// An answer cut to the request's limit of tokens.
        static Answer limited(ChatRequest request, String text) {
            Integer limit = request.maxTokens();
            int tokens = ChatRequest.tokens(text);
            if (limit == null || tokens <= limit) {
                return new Answer(text, "stop", request.promptTokens(), Math.max(1, tokens));
            }
            return new Answer(text.substring(0, Math.min(text.length(), limit * 4)), "length", request.promptTokens(),
                    limit);
        }
    }
}
