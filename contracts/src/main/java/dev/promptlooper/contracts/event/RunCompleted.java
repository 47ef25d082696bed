package dev.promptlooper.contracts.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

import java.util.List;

/// Topic `run.completed`, key = [Run#caseKey()]. A run has its answer, or has failed for good.
///
/// @param schema      record version, currently 1
/// @param purpose     why it was asked for
/// @param run         which run
/// @param configHash  key of the answer in `response`
/// @param input       the case
/// @param reserved    what the planner had reserved
/// @param outcome     answered or failed
/// @param completedAt epoch milliseconds
public record RunCompleted(int schema, Purpose purpose, Run run, String configHash, DatasetCase input,
        Reservation reserved,
        Outcome outcome, long completedAt) {

    public static final int SCHEMA = 1;

    /// How the run ended.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(value = Answered.class, name = "answered"),
        @JsonSubTypes.Type(value = Failed.class, name = "failed")})
    public sealed interface Outcome {}

    /// @param source hit, joined or called
    /// @param answer what the model said
    public record Answered(AnswerSource source, ModelAnswer answer) implements Outcome {}

    /// @param failure    class
    /// @param message    what went wrong
    /// @param httpStatus last status, or null
    /// @param attempts   attempts of the call; empty when none was made
    public record Failed(FailureClass failure, String message, @Nullable Integer httpStatus, List<Attempt> attempts)
            implements
                Outcome {

        public Failed {
            attempts = List.copyOf(attempts);
        }
    }
}
