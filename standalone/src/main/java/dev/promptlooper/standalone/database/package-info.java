/// Real PostgreSQL as a child process, on a loopback port, with a persistent data directory and a password of its own.
///
/// [dev.promptlooper.standalone.database.EmbeddedPostgresServer] makes the cluster on first use, starts and stops it;
/// `PostgresBinaries` unpacks the programs once; `PostgresProgram` runs them, as another user where this one is root.
@NullMarked
package dev.promptlooper.standalone.database;

import org.jspecify.annotations.NullMarked;
