package dev.promptlooper.standalone.runtime;

import dev.promptlooper.contracts.access.Routes;
import dev.promptlooper.producer.CommandRoutes;
import dev.promptlooper.projector.QueryRoutes;
import dev.promptlooper.scoring.ScorerRoutes;

/// Everything that the web port of standalone serves: the dashboard's files, and what the services answer to.
public final class WebRoutes {

    /// The files are public: they are the same for everybody, and the sign-in page is one of them.
    private static final Routes PAGES = Routes.parse("""
            GET  /**           anonymous
            GET  /api/**       nobody
            GET  /actuator/**  nobody
            """);

    public static final Routes TABLE = PAGES.and(Routes.HEALTH)
            .and(CommandRoutes.TABLE)
            .and(QueryRoutes.TABLE)
            .and(ScorerRoutes.TABLE);

    private WebRoutes() {}
}
