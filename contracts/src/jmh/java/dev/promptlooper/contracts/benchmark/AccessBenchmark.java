package dev.promptlooper.contracts.benchmark;

import dev.promptlooper.contracts.access.AccessDatabase;
import dev.promptlooper.contracts.access.AccessTokens;
import dev.promptlooper.contracts.access.AccessTokens.Claims;
import dev.promptlooper.contracts.access.ApiKey;
import dev.promptlooper.contracts.access.Authenticator;
import dev.promptlooper.contracts.access.Credential;
import dev.promptlooper.contracts.access.DatabaseAuthenticator;
import dev.promptlooper.contracts.access.Role;
import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.contracts.access.SigningKey;
import dev.promptlooper.contracts.database.ConnectionPool;
import dev.promptlooper.contracts.database.DatabaseSettings;
import com.zaxxer.hikari.HikariDataSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What the question "who is there?" costs a request, with a real PostgreSQL behind it: a key and a session that were seen a
/// moment ago (read again every two seconds, which is part of the figure), and a key that nobody has asked about yet.
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 4)
@Fork(1)
public class AccessBenchmark {

    private HikariDataSource pool;
    private DatabaseAuthenticator authenticator;
    private Credential key;
    private Credential session;
    private Credential unknown;

    @Setup
    public void start() throws Exception {
        AccessDatabase database = new AccessDatabase();
        ApiKey made = ApiKey.make(new SecureRandom());
        database.user("ada", Role.EDITOR);
        database.key(made, "ada", "{read,run}");
        database.execute("INSERT INTO access.session (id, owner, created_at, expires_at) VALUES ('s1', 'ada', now(), now() + interval '1 day')");
        pool = ConnectionPool.open(new DatabaseSettings(database.url(), "postgres", "postgres"), "benchmark", 10, Duration.ofSeconds(2));
        AccessTokens tokens = new AccessTokens(SigningKey.of("0123456789 the signing key of this benchmark"), Clock.systemUTC());
        authenticator = new DatabaseAuthenticator(pool, tokens, null, Clock.systemUTC());
        key = new Credential.Bearer(made.token());
        session = new Credential.Cookie(tokens.issue(new Claims(AccessTokens.Kind.SESSION, "ada", Set.of(Scope.READ), "s1", null,
                Instant.now().plusSeconds(3_600))));
        unknown = new Credential.Ticket("no such ticket");
    }

    @TearDown
    public void stop() {
        pool.close();
    }

    @Benchmark
    public Authenticator.Outcome key() {
        return authenticator.authenticate(key);
    }

    @Benchmark
    public Authenticator.Outcome session() {
        return authenticator.authenticate(session);
    }

    /// Never remembered: one statement in the database each.
    @Benchmark
    public Authenticator.Outcome ticket() {
        return authenticator.authenticate(unknown);
    }
}
