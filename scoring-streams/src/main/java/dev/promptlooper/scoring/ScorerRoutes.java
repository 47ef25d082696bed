package dev.promptlooper.scoring;

import dev.promptlooper.contracts.access.Routes;

/// What this service answers to, and what each route asks for. A route that is not here does not answer.
public final class ScorerRoutes {

    public static final Routes TABLE = Routes.parse("""
            GET   /api/v1/scorers                read
            # Scores what the request brings; asks no model and keeps nothing.
            POST  /api/v1/scorers:try            read
            GET   /api/v1/openapi/scorers.yaml   read
            """);

    private ScorerRoutes() {}
}
