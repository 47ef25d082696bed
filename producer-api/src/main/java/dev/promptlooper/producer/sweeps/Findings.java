package dev.promptlooper.producer.sweeps;

import dev.promptlooper.producer.web.FieldProblem;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Everything that is found out about one request. For one thread.
final class Findings {

    private final List<FieldProblem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Set<String> broken = new HashSet<>();

    /// What the schema found: the parts it names are not looked into any further.
    void addAll(List<FieldProblem> found) {
        found.forEach(problem -> {
            problems.add(problem);
            broken.add(problem.field().split("[.\\[]", 2)[0]);
        });
    }

    void problem(String field, @Nullable Object value, String message) {
        problems.add(new FieldProblem(field, value, message));
    }

    void warning(String warning) {
        warnings.add(warning);
    }

    /// True when a part of the request has the right shape.
    boolean isSound(String part) {
        return !broken.contains(part);
    }

    List<FieldProblem> problems() {
        return problems;
    }

    List<String> warnings() {
        return warnings;
    }
}
