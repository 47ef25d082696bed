package dev.promptlooper.contracts.access;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The table of routes of a port: what is not in it does not answer. Immutable, thread-safe.
///
/// A path is looked up as the services themselves do: a literal segment before `{name}`, that before `**`, and among patterns
/// that fit only those that have the method. So the door and the controller behind it speak of the same route.
///
/// ```
/// GET    /api/v1/prompts           read
/// POST   /api/v1/prompts           write
/// POST   /api/v1/datasets          write      text/csv application/x-ndjson
/// POST   /api/v1/auth/tickets      authenticated  unrecorded
/// ```
public final class Routes {

    /// What every service has: whether it is up, without details.
    public static final Routes HEALTH = parse("""
            GET /actuator/health            anonymous
            GET /actuator/health/liveness   anonymous
            GET /actuator/health/readiness  anonymous
            """);

    private final List<Route> all;
    private final Node root = new Node();

    private static final class Node {
        private final Map<String, Node> literals = new HashMap<>();
        private final Map<String, Route> here = new HashMap<>();
        private final Map<String, Route> below = new HashMap<>();
        private @Nullable Node variable;

        private Node child(String segment) {
            if (!segment.startsWith("{")) {
                return literals.computeIfAbsent(segment, name -> new Node());
            }
            if (variable == null) {
                variable = new Node();
            }
            return variable;
        }
    }

    private Routes(List<Route> all) {
        this.all = List.copyOf(all);
        this.all.forEach(this::add);
    }

    /// One route a line, as above; empty lines and those that begin with `#` do not count.
    ///
    /// @throws IllegalArgumentException when a line is malformed, or a route is there twice
    public static Routes parse(String table) {
        return new Routes(table.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(Route::parse)
                .toList());
    }

    /// Both tables as one.
    ///
    /// @throws IllegalArgumentException when both have a route
    public Routes and(Routes more) {
        List<Route> both = new ArrayList<>(all);
        both.addAll(more.all);
        return new Routes(both);
    }

    /// In the order of the table.
    public List<Route> all() {
        return all;
    }

    private void add(Route route) {
        Node node = root;
        boolean below = false;
        for (String segment : route.pattern().substring(1).split("/", -1)) {
            if (below) {
                throw new IllegalArgumentException("** is the end of a pattern, was " + route.name());
            }
            below = segment.equals("**");
            node = below ? node : node.child(segment);
        }
        if ((below ? node.below : node.here).put(route.method(), route) != null) {
            throw new IllegalArgumentException("the route " + route.name() + " is there twice");
        }
    }

    /// The route of a request, or null when there is none or it is closed.
    ///
    /// @param segments of the path, decoded
    @Nullable
    Route find(String method, List<String> segments) {
        Route route = find(root, method.equals("HEAD") ? "GET" : method, segments, 0);
        return route == null || route.requirement() == Requirement.NOBODY ? null : route;
    }

    private static @Nullable Route find(Node node, String method, List<String> segments, int depth) {
        Route found = null;
        if (depth == segments.size()) {
            found = node.here.get(method);
        } else {
            String segment = segments.get(depth);
            Node literal = node.literals.get(segment);
            found = literal == null ? null : find(literal, method, segments, depth + 1);
            if (found == null && node.variable != null && !segment.isEmpty()) {
                found = find(node.variable, method, segments, depth + 1);
            }
        }
        return found != null ? found : node.below.get(method);
    }

    /// The methods that a path answers to; empty when there is no such path.
    Set<String> methods(List<String> segments) {
        Set<String> methods = new TreeSet<>();
        for (String method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
            if (find(method, segments) != null) {
                methods.add(method);
            }
        }
        return methods;
    }
}
