package dev.promptlooper.standalone.cluster;

import java.util.regex.Pattern;

/// Which service answers a request on the web port. The same table as `web/nginx.conf`; a test compares them.
final class Routes {

    /// Queries and live feed, which the projection answers.
    static final Pattern QUERIES = Pattern
            .compile(
                    "^/api/v1/(overview|runs|status|dead-letters|compare|spend|live|ws|poll|changes|openapi/queries\\.yaml)([/?].*)?$");
    /// The catalogue of scorers, which scoring answers: only it has them.
    static final Pattern SCORERS = Pattern.compile("^/api/v1/(scorers|scorers:try|openapi/scorers\\.yaml)([/?].*)?$");
    /// Read: projection. Written: commands.
    static final Pattern SWEEPS = Pattern.compile("^/api/v1/sweeps([/?].*)?$");

    /// Who answers.
    enum Target {
        COMMANDS, QUERIES, SCORING, STATIC
    }

    private Routes() {}

    static Target of(String method, String path) {
        if (!path.startsWith("/api/")) {
            return Target.STATIC;
        }
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (QUERIES.matcher(path).matches() || (reads && SWEEPS.matcher(path).matches())) {
            return Target.QUERIES;
        }
        return SCORERS.matcher(path).matches() ? Target.SCORING : Target.COMMANDS;
    }
}
