package dev.promptlooper.contracts.access;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// One line of a table of routes.
///
/// @param method      `GET` (which answers `HEAD`, too), `POST`, `PUT`, `PATCH` or `DELETE`
/// @param pattern     path; `{name}` stands for one segment, `**` at the end for any number of them
/// @param requirement what it asks for
/// @param bodies      media types that a body may have, in lower case
/// @param recorded    whether the audit log has it
public record Route(String method, String pattern, Requirement requirement, Set<String> bodies, boolean recorded) {

    static final String JSON = "application/json";

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");
    private static final String UNRECORDED = "unrecorded";

    public Route {
        if (!METHODS.contains(method)) {
            throw new IllegalArgumentException("'" + method + "' is no method of a route; there are " + METHODS);
        }
        if (!pattern.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with /, was '" + pattern + "'");
        }
        bodies = Set.copyOf(bodies);
    }

    /// Reads `METHOD PATH REQUIREMENT [TYPE …] [unrecorded]`. Without types a body is `application/json`.
    ///
    /// @throws IllegalArgumentException when the line is malformed
    static Route parse(String line) {
        List<String> words = Arrays.asList(line.strip().split("\\s+", -1));
        if (words.size() < 3) {
            throw new IllegalArgumentException(
                    "a route is METHOD PATH REQUIREMENT [TYPE …] [unrecorded], was '" + line + "'");
        }
        String method = words.get(0);
        Requirement requirement = Requirement.of(words.get(2));
        List<String> rest = words.subList(3, words.size());
        List<String> types = rest.stream().filter(word -> !word.equals(UNRECORDED)).toList();
        // A POST that only needs to read is a question with a body.
        boolean writes = !method.equals("GET") && requirement != Requirement.READ && requirement != Requirement.NOBODY;
        return new Route(method, words.get(1), requirement, types.isEmpty() ? Set.of(JSON) : Set.copyOf(types),
                writes && !rest.contains(UNRECORDED));
    }

    /// `METHOD PATH`, as a census lists it.
    public String name() {
        return method + " " + pattern;
    }
}
