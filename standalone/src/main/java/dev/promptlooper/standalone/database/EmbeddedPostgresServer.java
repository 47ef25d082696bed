package dev.promptlooper.standalone.database;

import dev.promptlooper.contracts.database.DatabaseSettings;
import dev.promptlooper.standalone.StartFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Optional;

/// PostgreSQL on a loopback port, started and stopped with this program.
///
/// The server is a process group of its own: Ctrl-C in the terminal does not reach it, so it is there until [#close()].
/// When this JVM is killed it stays behind; the next start on the same directory stops it first. Callers hold the lock of
/// the data directory, so nobody else starts or stops the same server.
public final class EmbeddedPostgresServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgresServer.class);
    private static final String NAME = "promptlooper";
    private static final String START_SECONDS = "120"; // recovery after a kill reads the write-ahead log

    private final PostgresProgram program;
    private final Path data;
    private final DatabaseSettings settings;
    private boolean closed;

    private EmbeddedPostgresServer(PostgresProgram program, Path data, DatabaseSettings settings) {
        this.program = program;
        this.data = data;
        this.settings = settings;
    }

    /// Starts a server and returns when the database `promptlooper` can be used.
    ///
    /// @param parent  gets `postgres` (data), `postgres-bin` (programs) and `postgres.password`
    /// @param logFile what the server logs
    /// @param port    loopback port; free, not 0
    /// @throws StartFailure when it cannot start here
    public static EmbeddedPostgresServer start(Path parent, Path logFile, int port) {
        Path data = parent.resolve("postgres");
        checkMajor(data);
        PostgresProgram program = new PostgresProgram(PostgresBinaries.unpackInto(parent.resolve("postgres-bin")));
        try {
            Path passwordFile = parent.resolve("postgres.password");
            if (!Files.exists(data.resolve("PG_VERSION"))) {
                initialize(program, data, passwordFile);
            }
            Files.createDirectories(logFile.resolve("..").normalize());
            launch(program, data, logFile, port);
            DatabaseSettings settings = new DatabaseSettings("jdbc:postgresql://127.0.0.1:" + port + "/" + NAME, NAME,
                    Files.readString(passwordFile).strip());
            EmbeddedPostgresServer server = new EmbeddedPostgresServer(program, data, settings);
            server.createDatabase(port);
            return server;
        } catch (IOException e) {
            throw new StartFailure("cannot write " + e.getMessage() + "; choose another directory with --data", e);
        }
    }

    /// Stops the server that a killed instance left behind, and removes a stale pid file whose pid is now someone else's
    /// (PostgreSQL itself would refuse to start). To be called before [#start], and before its port is checked.
    ///
    /// @param parent as for [#start]
    public static void stopLeftBehind(Path parent) {
        Path data = parent.resolve("postgres");
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        try {
            String pid = Files.readAllLines(pidFile).stream().findFirst().orElse("").strip();
            Optional<ProcessHandle> process = pid.matches("[0-9]{1,10}")
                    ? ProcessHandle.of(Long.parseLong(pid))
                    : Optional.empty();
            if (process.isPresent() && isPostgresOf(process.get(), data)) {
                LOG.warn("PostgreSQL (pid {}) was left behind by a killed instance; restarting it", pid);
                stop(new PostgresProgram(PostgresBinaries.unpackInto(parent.resolve("postgres-bin"))), data);
            }
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new StartFailure("cannot read " + pidFile + ": " + e.getMessage(), e);
        }
    }

    /// Where the database is, password included.
    public DatabaseSettings settings() {
        return settings;
    }

    /// Ends open connections and stops the server; committed data is safe in any case. Idempotent.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stop(program, data);
    }

    private static void checkMajor(Path data) {
        Path version = data.resolve("PG_VERSION");
        try {
            String major = Files.exists(version) ? Files.readString(version).strip() : PostgresBinaries.MAJOR;
            if (!major.equals(PostgresBinaries.MAJOR)) {
                throw new StartFailure(
                        "the database in " + data + " is of PostgreSQL " + major + ", this program brings "
                                + PostgresBinaries.MAJOR + "; see \"Upgrade\" in docs/operations.md");
            }
        } catch (IOException e) {
            throw new StartFailure("cannot read " + version + ": " + e.getMessage(), e);
        }
    }

    private static void initialize(PostgresProgram program, Path data, Path passwordFile) throws IOException {
        Files.deleteIfExists(passwordFile);
        Files.createFile(passwordFile,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        byte[] secret = new byte[18];
        new SecureRandom().nextBytes(secret);
        Files.writeString(passwordFile, HexFormat.of().formatHex(secret) + "\n");
        Path partial = data.resolveSibling("postgres.new");
        if (Files.exists(partial)) {
            PostgresBinaries.deleteTree(partial); // a first start that was killed
        }
        // No sync: if the machine dies now there is nothing to lose yet. Renamed at the end, see PostgresBinaries.
        PostgresProgram.Result result = program.run("initdb", "-D", partial.toString(), "-U", NAME, "-A",
                "scram-sha-256", "--pwfile", passwordFile.toString(), "-E", "UTF8", "--no-locale", "--no-sync");
        if (result.failed()) {
            throw new StartFailure("PostgreSQL cannot make its directory " + data + ": " + lastLine(result.output()));
        }
        Files.move(partial, data);
    }

    private static boolean isPostgresOf(ProcessHandle process, Path data) {
        Path commandLine = Path.of("/proc", String.valueOf(process.pid()), "cmdline");
        try {
            if (Files.isReadable(commandLine)) {
                return Files.readString(commandLine).contains(data.toString());
            }
        } catch (IOException e) {
            return false; // it ended meanwhile
        }
        return process.info().command().map(command -> command.endsWith("/postgres")).orElse(false);
    }

    private static void launch(PostgresProgram program, Path data, Path logFile, int port) throws IOException {
        String options = String.join(" ", "-p " + port, "-c listen_addresses=127.0.0.1", "-c unix_socket_directories=",
                "-c shared_buffers=64MB", "-c max_connections=60", "-c max_wal_size=512MB", "-c jit=off",
                "-c log_timezone=UTC", "-c timezone=UTC", "-c max_parallel_workers_per_gather=0");
        long before = Files.exists(logFile) ? Files.size(logFile) : 0;
        PostgresProgram.Result result = program.run("pg_ctl", "start", "-w", "-t", START_SECONDS, "-s", "-D",
                data.toString(), "-l", logFile.toString(), "-o", options);
        if (result.failed()) {
            throw new StartFailure(
                    "PostgreSQL does not start: " + failureIn(logFile, before, result.output()) + "; see "
                            + logFile);
        }
    }

    private static String failureIn(Path logFile, long from, String fallback) throws IOException {
        if (!Files.exists(logFile)) {
            return lastLine(fallback);
        }
        return Files.readString(logFile)
                .substring((int) Math.min(from, Files.size(logFile)))
                .lines()
                .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
                .map(line -> line.substring(line.indexOf(": ") + 2).strip())
                .findFirst()
                .orElse(lastLine(fallback));
    }

    private void createDatabase(int port) {
        String admin = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
        try (Connection connection = DriverManager.getConnection(admin, settings.user(), settings.password());
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement
                    .executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
                if (row.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + NAME);
        } catch (SQLException e) {
            close();
            throw new StartFailure("PostgreSQL started but does not answer: " + e.getMessage()
                    + "; is postgres.password the one of this data directory?", e);
        }
    }

    private static void stop(PostgresProgram program, Path data) {
        PostgresProgram.Result result = program.run("pg_ctl", "stop", "-w", "-t", "30", "-s", "-m", "fast", "-D",
                data.toString());
        if (result.failed()) {
            LOG.warn("PostgreSQL does not stop in time, stopping it at once: {}", lastLine(result.output()));
            program.run("pg_ctl", "stop", "-w", "-t", "10", "-s", "-m", "immediate", "-D", data.toString());
        }
    }

    private static String lastLine(String output) {
        return output.lines().filter(line -> !line.isBlank()).reduce((first, second) -> second).orElse("no message");
    }
}
