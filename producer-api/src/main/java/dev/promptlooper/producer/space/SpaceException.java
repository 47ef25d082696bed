package dev.promptlooper.producer.space;

import java.util.List;
import java.util.stream.Collectors;

/// A sweep whose candidates cannot be enumerated or asked. The message joins all problems.
public final class SpaceException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    private final transient List<SpaceProblem> problems;

    public SpaceException(List<SpaceProblem> problems) {
        super(problems.stream()
                .map(problem -> problem.field() + ": " + problem.message())
                .collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public SpaceException(String field, @org.jspecify.annotations.Nullable Object value, String message) {
        this(List.of(new SpaceProblem(field, value, message)));
    }

    public List<SpaceProblem> problems() {
        return problems;
    }
}
