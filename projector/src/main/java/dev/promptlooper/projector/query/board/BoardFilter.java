package dev.promptlooper.projector.query.board;

import dev.promptlooper.projector.query.Results.Where;
import dev.promptlooper.projector.query.SweepShape;
import org.jspecify.annotations.Nullable;

/// Which candidates are shown; null admits all.
///
/// @param prompt   name of a prompt
/// @param model    `endpoint/model`
/// @param feasible whether the constraints hold
/// @param pareto   whether it is on the front
/// @param state    how it stands
/// @param q        part of prompt, model, parameters or id, in any case
record BoardFilter(@Nullable String prompt, @Nullable String model, @Nullable Boolean feasible,
        @Nullable Boolean pareto, @Nullable CandidateState state, @Nullable String q) {

    boolean isEmpty() {
        return prompt == null && model == null && feasible == null && pareto == null && state == null && q == null;
    }

    /// Whether it needs the columns `pruned` and `pinned`.
    boolean needsMarks() {
        return state != null;
    }

    Where where(SweepShape shape) {
        Where where = new Where().and("prompt = ?", prompt)
                .and("endpoint || '/' || model = ?", model)
                .and("feasible = ?", feasible)
                .and("pareto = ?", pareto)
                .and("strpos(lower(prompt || ' ' || endpoint || '/' || model || ' ' || candidate_id || ' ' || params::text), lower(?)) > 0",
                        q);
        if (state != null) {
            where.and(CandidateState.sql(shape) + " = ?", state);
        }
        return where;
    }
}
