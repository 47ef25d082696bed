package dev.promptlooper.producer;

import dev.promptlooper.contracts.access.Routes;

/// What this service answers to, and what each route asks for. A route that is not here does not answer.
public final class CommandRoutes {

    private static final String FILES = "text/csv application/x-ndjson application/jsonl application/x-jsonlines application/json "
            + "application/yaml application/x-yaml text/yaml text/plain application/octet-stream";

    public static final Routes TABLE = Routes.parse("""
            GET     /api/v1/prompts                              read
            POST    /api/v1/prompts                              write
            POST    /api/v1/prompts/lint                         read
            GET     /api/v1/prompts/{name}                       read
            GET     /api/v1/prompts/{name}/versions              read
            GET     /api/v1/prompts/{name}/versions/{version}    read
            GET     /api/v1/prompts/{name}/labels/{label}        read
            PUT     /api/v1/prompts/{name}/labels/{label}        write
            DELETE  /api/v1/prompts/{name}/labels/{label}        write
            GET     /api/v1/prompts/{name}/diff                  read

            GET     /api/v1/datasets                             read
            POST    /api/v1/datasets                             write  %s
            GET     /api/v1/datasets/{name}                      read
            GET     /api/v1/datasets/{name}/versions             read
            GET     /api/v1/datasets/{name}/versions/{version}   read
            GET     /api/v1/datasets/{name}/versions/{version}/cases  read

            GET     /api/v1/endpoints                            read
            GET     /api/v1/endpoints/{name}                     read
            GET     /api/v1/endpoints/{name}/health              read

            GET     /api/v1/models                               read

            GET     /api/v1/experiments                          read
            POST    /api/v1/experiments                          write
            GET     /api/v1/experiments/{id}                     read
            PUT     /api/v1/experiments/{id}                     write
            DELETE  /api/v1/experiments/{id}                     write
            POST    /api/v1/experiments/{id}/sweeps              run

            POST    /api/v1/sweeps                               run
            # Questions about a sweep that is not launched.
            POST    /api/v1/sweeps:plan                          read
            POST    /api/v1/sweeps:validate                      read
            POST    /api/v1/sweeps:dry-run                       read
            POST    /api/v1/sweeps/{sweepId}/commands            run

            # The ways in. A write of the refresh cookie needs an Origin, like any other of a cookie.
            POST    /api/v1/auth/login                           anonymous
            POST    /api/v1/auth/redeem                          anonymous
            POST    /api/v1/auth/refresh                         anonymous      unrecorded
            POST    /api/v1/auth/logout                          anonymous
            GET     /api/v1/auth/session                         authenticated
            # Every few minutes, by programs; they change nothing.
            POST    /api/v1/auth/token                           authenticated  unrecorded
            POST    /api/v1/auth/tickets                         authenticated  unrecorded
            PUT     /api/v1/auth/password                        authenticated

            GET     /api/v1/users                                admin
            POST    /api/v1/users                                admin
            PATCH   /api/v1/users/{name}                         admin
            POST    /api/v1/users/{name}/links                   admin
            # One's own; the service itself tells which those are.
            GET     /api/v1/keys                                 authenticated
            POST    /api/v1/keys                                 authenticated
            DELETE  /api/v1/keys/{keyId}                         authenticated
            GET     /api/v1/audit                                admin

            GET     /api/v1/openapi/commands.yaml                read
            GET     /api/v1/openapi/access.yaml                  read
            GET     /api/v1/schemas/sweep-file.schema.json       read
            """.formatted(FILES));

    private CommandRoutes() {}
}
