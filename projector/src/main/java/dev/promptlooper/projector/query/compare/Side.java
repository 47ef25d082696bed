package dev.promptlooper.projector.query.compare;

import dev.promptlooper.contracts.sweep.DatasetRef;
import dev.promptlooper.projector.query.CandidateBrief;
import dev.promptlooper.projector.query.Problem;
import dev.promptlooper.projector.query.Results;
import dev.promptlooper.projector.query.SweepShape;

import java.util.List;

/// One of the candidates that are compared.
///
/// @param key   `a` to `d`
/// @param shape its sweep
/// @param brief its figures
public record Side(String key, SweepShape shape, CandidateBrief brief) {

    private static final int ID_DIGITS = 16;

    /// Reads what a reference names: `sweepId/candidateIndex`, `sweepId/candidateId`, or the id of a run.
    ///
    /// @throws Problem 400 when it is none of these, 404 when there is no such thing
    static Side read(Results results, String key, String reference) {
        int slash = reference.lastIndexOf('/');
        if (slash > 0) {
            SweepShape shape = SweepShape.read(results, reference.substring(0, slash));
            return new Side(key, shape, candidate(results, shape.sweepId(), reference.substring(slash + 1)));
        }
        String[] parts = reference.split("\\.");
        int n = parts.length;
        if (n < 4 || !parts[n - 3].matches("\\d{1,18}")) {
            throw Problem.badParameter(key, reference,
                    "give sweepId/candidateIndex, sweepId/candidateId or the id of a run, was '" + reference + "'");
        }
        SweepShape shape = SweepShape.read(results, String.join(".", List.of(parts).subList(0, n - 3)));
        return new Side(key, shape, CandidateBrief.read(results, shape.sweepId(), Long.parseLong(parts[n - 3])));
    }

    private static CandidateBrief candidate(Results results, String sweepId, String reference) {
        if (reference.length() == ID_DIGITS) {
            return results.first(
                    "SELECT c.*, NULL::bigint AS rank FROM results.candidate c WHERE sweep_id = ? AND candidate_id = ?",
                    List.of(sweepId, reference), CandidateBrief.MAPPER)
                    .orElseThrow(() -> Problem.notFound("candidate", sweepId + "/" + reference));
        }
        if (!reference.matches("\\d{1,15}")) {
            throw Problem.notFound("candidate", sweepId + "/" + reference);
        }
        return CandidateBrief.read(results, sweepId, Long.parseLong(reference));
    }

    /// Whether a case id means the same case on both sides.
    boolean hasTheCasesOf(Side other) {
        if (shape.sweepId().equals(other.shape.sweepId())) {
            return true;
        }
        DatasetRef mine = shape.known().dataset();
        DatasetRef theirs = other.shape.known().dataset();
        return (mine.name().equals(theirs.name()) && mine.version() == theirs.version())
                || (mine.sha256() != null && mine.sha256().equals(theirs.sha256()));
    }
}
