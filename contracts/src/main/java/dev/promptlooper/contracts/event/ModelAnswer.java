package dev.promptlooper.contracts.event;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What a model answered, as `response` stores it and as runs carry it on. The figures are those of the call that was paid:
/// a cached answer keeps its original latency and price.
///
/// @param output        the answer's text; empty when the model returned none
/// @param toolCalls     JSON array of the tool calls as the endpoint returned it, or null
/// @param finishReason  `stop`, `length`, `tool_calls` … as the endpoint said, or null
/// @param responseModel the model that the endpoint says answered, or null
/// @param usage         tokens
/// @param costUsd       dollars at the endpoint's configured prices, or null when no price is configured
/// @param latencyMs     milliseconds of the successful attempt alone, without waiting for permits or retries
/// @param attempts      every HTTP attempt of the call, the successful one last
/// @param answeredAt    epoch milliseconds
public record ModelAnswer(Text output, @Nullable String toolCalls, @Nullable String finishReason,
        @Nullable String responseModel,
        Usage usage, @Nullable Double costUsd, long latencyMs, List<Attempt> attempts, long answeredAt) {

    public ModelAnswer {
        attempts = List.copyOf(attempts);
    }
}
