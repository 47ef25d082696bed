package dev.promptlooper.scoring.scorer;

import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.Usage;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/// Judges one answer: `score(input, output, context) → number` with a reason. Made by a [ScorerFactory], used by one thread at
/// a time and for many runs, so it must not keep anything of a run.
///
/// A scorer is deterministic: the same run gets the same score whenever it is scored. What it throws, and what takes longer
/// than the time limit, leaves that one score unscored and harms nothing else.
@FunctionalInterface
public interface Scorer {

    /// @param input   what was asked
    /// @param output  what was answered
    /// @param context the reference answer and where the run belongs
    /// @return the verdict; a value that is not finite counts as unscored
    /// @throws Exception when the run cannot be judged; its message becomes the score's error
    ScoreResult score(Input input, Output output, Context context) throws Exception;

    /// What was asked.
    ///
    /// @param caseId id of the case
    /// @param vars   the case's variables; JSON values, unmodifiable
    record Input(String caseId, Map<String, Object> vars) {}

    /// What was answered.
    ///
    /// @param text         the whole text; empty when the model returned none
    /// @param toolCalls    JSON array of tool calls, or null
    /// @param finishReason `stop`, `length` … or null
    /// @param usage        tokens
    /// @param costUsd      dollars, or null when no price is configured
    /// @param latencyMs    milliseconds of the successful attempt
    record Output(String text, @Nullable String toolCalls, @Nullable String finishReason, Usage usage,
            @Nullable Double costUsd, long latencyMs) {}

    /// Where the run belongs.
    ///
    /// @param expected  the case's reference answer, or null
    /// @param metadata  the case's other columns
    /// @param sweepName name of the sweep
    /// @param candidate what is tried
    /// @param repeat    0-based repeat
    record Context(@Nullable String expected, Map<String, Object> metadata, String sweepName, Candidate candidate,
            int repeat) {}
}
