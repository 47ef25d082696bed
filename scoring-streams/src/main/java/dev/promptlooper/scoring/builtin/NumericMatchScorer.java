package dev.promptlooper.scoring.builtin;

import dev.promptlooper.scoring.scorer.Parameters;
import dev.promptlooper.scoring.scorer.ScoreResult;
import dev.promptlooper.scoring.scorer.Scorer;

import java.util.OptionalDouble;

/// Compares the last number of the output with the expected one; [NumberScanner] says what a number is.
record NumericMatchScorer(Reference reference, double tolerance, double relativeTolerance) implements Scorer {

    static NumericMatchScorer of(Parameters parameters) {
        Reference reference = Reference.of(parameters);
        String literal = reference.literal();
        if (literal != null && NumberScanner.last(literal).isEmpty()) {
            throw new IllegalArgumentException("parameter 'value' has no number in it, was "
                    + ScoreResult.quote(literal) + "; give a number or a {{variable}}");
        }
        double tolerance = parameters.requiredNumber("tolerance");
        double relative = parameters.requiredNumber("relative-tolerance");
        if (tolerance < 0 || relative < 0) {
            throw new IllegalArgumentException(
                    "parameters 'tolerance' and 'relative-tolerance' must be 0 or more, were " + tolerance + " and "
                            + relative);
        }
        return new NumericMatchScorer(reference, tolerance, relative);
    }

    @Override
    public ScoreResult score(Input input, Output output, Context context) {
        String expected = reference.resolve(input, context);
        if (expected == null) {
            return Reference.MISSING;
        }
        OptionalDouble wanted = NumberScanner.last(expected);
        if (wanted.isEmpty()) {
            return ScoreResult.unscored("the expected answer " + ScoreResult.quote(expected) + " has no number in it");
        }
        OptionalDouble found = NumberScanner.last(output.text());
        if (found.isEmpty()) {
            return ScoreResult.verdict(false, "no number in the output");
        }
        double difference = Math.abs(found.getAsDouble() - wanted.getAsDouble());
        boolean holds = difference <= Math.max(tolerance, relativeTolerance * Math.abs(wanted.getAsDouble()));
        return ScoreResult.verdict(holds,
                plain(found.getAsDouble()) + (holds ? " matches " : " is not ") + plain(wanted.getAsDouble()));
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
