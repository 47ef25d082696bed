package dev.promptlooper.scoring.scorer;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A type of scorer: its name in sweep files, its parameters, and how to make one. Foreign ones are found by
/// [java.util.ServiceLoader] (a public class with a public constructor without parameters, named in
/// `META-INF/services/dev.promptlooper.scoring.scorer.ScorerFactory`).
public interface ScorerFactory {

    /// Name in sweep files, lower-case with dashes, for example `numeric-match`. Built-in names cannot be replaced.
    String type();

    /// One sentence for people.
    String description();

    /// Every parameter it takes. Others are refused before [#create] is asked.
    List<Parameter> parameters();

    /// Makes a scorer.
    ///
    /// @param parameters already checked against [#parameters]
    /// @throws IllegalArgumentException when the values do not go together; the message names parameter, value and fix
    Scorer create(Parameters parameters);

    /// Value from which a run passes when the sweep sets no threshold; null when there is no such value.
    default @Nullable Double threshold(Parameters parameters) {
        return null;
    }
}
