package dev.promptlooper.projector;

import dev.promptlooper.contracts.access.Routes;

/// What this service answers to, and what each route asks for. A route that is not here does not answer.
public final class QueryRoutes {

    public static final Routes TABLE = Routes.parse("""
            GET   /api/v1/overview                                       read
            GET   /api/v1/sweeps                                         read
            GET   /api/v1/sweeps/{sweepId}                               read
            GET   /api/v1/sweeps/{sweepId}/wait                          read
            GET   /api/v1/sweeps/{sweepId}/series                        read
            GET   /api/v1/sweeps/{sweepId}/errors                        read
            GET   /api/v1/sweeps/{sweepId}/leaderboard                   read
            GET   /api/v1/sweeps/{sweepId}/verdict                       read
            GET   /api/v1/sweeps/{sweepId}/runs                          read
            GET   /api/v1/sweeps/{sweepId}/events                        read
            GET   /api/v1/sweeps/{sweepId}/optimum                       read
            GET   /api/v1/sweeps/{sweepId}/effects                       read
            GET   /api/v1/sweeps/{sweepId}/parallel                      read
            GET   /api/v1/sweeps/{sweepId}/candidates/{candidate}        read
            GET   /api/v1/sweeps/{sweepId}/candidates/{candidate}/snippet  read
            GET   /api/v1/sweeps/{sweepId}/matrix                        read
            GET   /api/v1/sweeps/{sweepId}/export                        read
            GET   /api/v1/compare                                        read
            GET   /api/v1/compare/cases                                  read
            GET   /api/v1/compare/outputs                                read
            GET   /api/v1/spend                                          read
            GET   /api/v1/runs/{runId}                                   read
            GET   /api/v1/status                                         read
            GET   /api/v1/dead-letters                                   read
            GET   /api/v1/dead-letters/{letterId}                        read
            POST  /api/v1/dead-letters/{letterId}/replay                 admin
            GET   /api/v1/openapi/queries.yaml                           read

            # The live feed. Pages need a ticket for the upgrade.
            GET   /api/v1/live                                           read
            GET   /api/v1/poll                                           read
            POST  /api/v1/poll                                           read
            """);

    private QueryRoutes() {}
}
