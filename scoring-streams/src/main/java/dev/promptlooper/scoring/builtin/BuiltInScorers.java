package dev.promptlooper.scoring.builtin;

import static dev.promptlooper.scoring.scorer.Parameter.Kind.FLAG;
import static dev.promptlooper.scoring.scorer.Parameter.Kind.NUMBER;
import static dev.promptlooper.scoring.scorer.Parameter.Kind.OBJECT;
import static dev.promptlooper.scoring.scorer.Parameter.Kind.TEXT;

import dev.promptlooper.scoring.scorer.Parameter;
import dev.promptlooper.scoring.scorer.ScorerCatalog;
import dev.promptlooper.scoring.scorer.ScorerFactory;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The table of built-in scorers.
public final class BuiltInScorers {

    private static final Parameter VALUE = Parameter.optional(Reference.PARAMETER, TEXT,
            "what to compare with: a text or a {{variable}} of the case; the case's expected answer when it is not given");
    private static final Parameter TRIM = Parameter.withDefault("trim", FLAG, true,
            "ignore white space at both ends");
    private static final Parameter IGNORE_CASE = Parameter.withDefault("ignore-case", FLAG, false,
            "take upper and lower case for equal");
    private static final Parameter NORMALISE = Parameter.withDefault("normalise-whitespace", FLAG, false,
            "take every run of white space for one space");

    private static final List<ScorerFactory> ALL = List.of(
            BuiltIn.verdict("equals", "1 when the output is the expected text",
                    List.of(VALUE, TRIM, IGNORE_CASE, NORMALISE),
                    given -> TextScorer.of(TextScorer.Relation.EQUALS, given)),
            BuiltIn.verdict("contains", "1 when the output contains the expected text",
                    List.of(VALUE, TRIM, IGNORE_CASE, NORMALISE),
                    given -> TextScorer.of(TextScorer.Relation.CONTAINS, given)),
            BuiltIn.verdict("icontains", "1 when the output contains the expected text in whatever case",
                    List.of(VALUE, TRIM, NORMALISE),
                    given -> TextScorer.ignoringCase(TextScorer.Relation.CONTAINS, given)),
            BuiltIn.verdict("starts-with", "1 when the output begins with the expected text",
                    List.of(VALUE, TRIM, IGNORE_CASE, NORMALISE),
                    given -> TextScorer.of(TextScorer.Relation.STARTS_WITH, given)),
            BuiltIn.verdict("regex", "1 when the pattern is found in the output; RE2 syntax, linear time",
                    List.of(Parameter.required("pattern", TEXT, "an RE2 pattern of at most 1,000 characters"),
                            IGNORE_CASE,
                            Parameter.withDefault("full", FLAG, false, "the whole output must match")),
                    RegexScorer::new),
            BuiltIn.verdict("is-json", "1 when the output is JSON",
                    List.of(Parameter.withDefault("fenced", FLAG, false, "also accept JSON inside a ``` fence")),
                    given -> new IsJsonScorer(given.flag("fenced"))),
            BuiltIn.verdict("json-schema", "1 when the output is JSON that the schema accepts",
                    List.of(Parameter.required("schema", OBJECT,
                            "a JSON Schema (draft 2020-12 unless $schema says otherwise), references inside it only"),
                            Parameter.withDefault("fenced", FLAG, false, "also accept JSON inside a ``` fence")),
                    JsonSchemaScorer::new),
            BuiltIn.verdict("numeric-match", "1 when the last number in the output equals the expected number",
                    List.of(VALUE,
                            Parameter.withDefault("tolerance", NUMBER, 0, "largest accepted difference"),
                            Parameter.withDefault("relative-tolerance", NUMBER, 0,
                                    "largest accepted difference as a share of the expected number")),
                    NumericMatchScorer::of),
            BuiltIn.verdict("choice-letter", "1 when the output chooses the expected letter",
                    List.of(VALUE, Parameter.withDefault("letters", TEXT, "A-J",
                            "the letters to choose from: a range such as A-E, or the letters themselves")),
                    ChoiceLetterScorer::of),
            new BuiltIn("levenshtein", "similarity from 0 to 1: 1 − edits / length of the longer text",
                    List.of(VALUE, TRIM, IGNORE_CASE, NORMALISE,
                            Parameter.withDefault("max-length", NUMBER, 2000,
                                    "longer texts are compared by their first so many characters, at most 10,000")),
                    LevenshteinScorer::of, given -> null),
            new BuiltIn("word-count", "1 when the number of words is within min and max; the number itself with raw",
                    List.of(Parameter.optional("min", NUMBER, "fewest words"),
                            Parameter.optional("max", NUMBER, "most words"),
                            Parameter.withDefault("raw", FLAG, false, "the value is the number of words")),
                    WordCountScorer::of, given -> given.flag("raw") ? null : (Double) 1.0),
            BuiltIn.verdict("latency", "1 when the answer took at most so many milliseconds",
                    List.of(Parameter.required("max", NUMBER, "milliseconds")), MeasureScorers::latency),
            BuiltIn.verdict("cost", "1 when the answer cost at most so many dollars",
                    List.of(Parameter.required("max", NUMBER, "dollars per run")), MeasureScorers::cost));

    // A schema can make a validator work exponentially; everything else is linear in a capped text.
    private static final Set<String> UNBOUNDED = Set.of("json-schema");

    private BuiltInScorers() {}

    /// The built-in types, in the order of the documentation.
    public static List<ScorerFactory> factories() {
        return ALL;
    }

    /// Built-in and foreign types together.
    public static ScorerCatalog catalog(Collection<ScorerFactory> foreign) {
        Set<String> bounded = ALL.stream()
                .map(ScorerFactory::type)
                .filter(type -> !UNBOUNDED.contains(type))
                .collect(Collectors.toUnmodifiableSet());
        return new ScorerCatalog(ALL, bounded, foreign);
    }
}
