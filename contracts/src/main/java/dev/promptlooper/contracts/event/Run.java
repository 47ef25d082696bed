package dev.promptlooper.contracts.event;

/// The identity of a run: one candidate × one case × one repeat of a sweep. Never random: asking for the same run twice
/// yields the same [#id()], which is what makes every step downstream idempotent.
///
/// @param sweepId   the sweep
/// @param candidate what is tried
/// @param caseId    id of the case
/// @param caseIndex 0-based position of the case in its dataset version
/// @param repeat    0-based repeat
public record Run(String sweepId, Candidate candidate, String caseId, long caseIndex, int repeat) {

    /// `sweepId.candidateIndex.caseIndex.repeat` — readable, sortable inside a sweep, unique.
    public String id() {
        return sweepId + "." + candidate.index() + "." + caseIndex + "." + repeat;
    }

    /// Key of `run.completed`: all candidates of one case of one sweep meet in one partition, so that judges can compare them
    /// without a repartition while one sweep still spreads over all partitions.
    public String caseKey() {
        return sweepId + "/" + caseIndex;
    }
}
