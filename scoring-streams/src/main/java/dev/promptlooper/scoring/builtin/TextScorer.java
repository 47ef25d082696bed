package dev.promptlooper.scoring.builtin;

import dev.promptlooper.scoring.scorer.Parameters;
import dev.promptlooper.scoring.scorer.ScoreResult;
import dev.promptlooper.scoring.scorer.Scorer;

/// Compares the output with the reference as texts.
record TextScorer(Relation relation, Reference reference, TextOptions options) implements Scorer {

    enum Relation {
        EQUALS("equals"), CONTAINS("contains"), STARTS_WITH("starts with");

        private final String words;

        Relation(String words) {
            this.words = words;
        }
    }

    static TextScorer of(Relation relation, Parameters parameters) {
        return new TextScorer(relation, Reference.of(parameters), TextOptions.of(parameters));
    }

    static TextScorer ignoringCase(Relation relation, Parameters parameters) {
        TextOptions given = TextOptions.of(parameters);
        return new TextScorer(relation, Reference.of(parameters),
                new TextOptions(given.trim(), true, given.normaliseWhitespace()));
    }

    @Override
    public ScoreResult score(Input input, Output output, Context context) {
        String expected = reference.resolve(input, context);
        if (expected == null) {
            return Reference.MISSING;
        }
        String text = options.apply(output.text());
        String wanted = options.apply(expected);
        boolean holds = switch (relation) {
            case EQUALS -> text.equals(wanted);
            case CONTAINS -> text.contains(wanted);
            case STARTS_WITH -> text.startsWith(wanted);
        };
        return ScoreResult.verdict(holds, holds
                ? relation.words + " " + ScoreResult.quote(expected)
                : ScoreResult.quote(output.text()) + ": not " + relation.words + " " + ScoreResult.quote(expected));
    }
}
