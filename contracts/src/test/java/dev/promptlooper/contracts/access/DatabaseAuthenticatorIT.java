package dev.promptlooper.contracts.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.promptlooper.contracts.access.AccessTokens.Claims;
import dev.promptlooper.contracts.access.AccessTokens.Kind;
import dev.promptlooper.contracts.access.Authenticator.Admitted;
import dev.promptlooper.contracts.access.Authenticator.Outcome;
import dev.promptlooper.contracts.access.Authenticator.Rejected;
import dev.promptlooper.contracts.access.Authenticator.Standing;
import dev.promptlooper.contracts.access.Authenticator.Unknown;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

class DatabaseAuthenticatorIT {

    private static final Duration PROMISED = Duration.ofSeconds(5);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private final AccessTokens tokens = new AccessTokens(SigningKey.of("0123456789 the signing key of this test"),
            now::get);
    private final ApiKey key = ApiKey.make(new SecureRandom());
    private AccessDatabase database;
    private DatabaseAuthenticator authenticator;

    @BeforeEach
    void start() throws Exception {
        database = new AccessDatabase();
        database.user("ada", Role.EDITOR);
        database.key(key, "ada", "{read,run,admin}");
        authenticator = new DatabaseAuthenticator(database.source(), tokens, null, now::get);
    }

    @Test
    void keyAllowsWhatItsOwnersRoleAllows() {
        assertThat(bearer(key.token())).isEqualTo(new Admitted(
                new Principal("ada", key.id(), null, Set.of(Scope.READ, Scope.RUN), null)));
    }

    @Test
    void s06UnknownAndNearlyRightKeysAreRefused() {
        String token = key.token();
        bearer(token);
        assertThat(bearer(ApiKey.make(new SecureRandom()).token())).isInstanceOf(Rejected.class);
        // A cache by a piece of the token would let these in.
        assertThat(bearer(token.substring(0, 45) + (token.endsWith("A") ? "B" : "A"))).isInstanceOf(Rejected.class);
        assertThat(bearer(token + "A")).isInstanceOf(Rejected.class);
        assertThat(bearer(key.hash())).isInstanceOf(Rejected.class);
        assertThat(bearer("' OR 1=1 --")).isInstanceOf(Rejected.class);
    }

    @Test
    void s06KeysAreStoredHashedOnly() throws Exception {
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT k::text FROM access.api_key k")) {
            row.next();
            assertThat(row.getString(1)).contains(key.hash()).doesNotContain(key.token()).doesNotContain("pl_");
        }
    }

    @Test
    void s04RevokedKeyStopsWorkingWithinFiveSeconds() throws Exception {
        // Given
        Principal principal = principal(bearer(key.token()));
        String exchanged = tokens.issue(new Claims(Kind.BEARER, "ada", principal.scopes(), null, key.id(),
                now.get().plusSeconds(300)));
        assertThat(bearer(exchanged)).isInstanceOf(Admitted.class);
        assertThat(authenticator.standing(principal)).isEqualTo(Standing.VALID);
        // When
        database.execute("UPDATE access.api_key SET revoked_at = now()");
        pass(PROMISED);
        // Then
        assertThat(bearer(key.token())).isInstanceOf(Rejected.class);
        assertThat(bearer(exchanged)).isInstanceOf(Rejected.class);
        assertThat(authenticator.standing(principal)).isEqualTo(Standing.ENDED);
    }

    @Test
    void whatWasReadIsBelievedForLessThanFiveSeconds() throws Exception {
        // Given
        bearer(key.token());
        database.execute("UPDATE access.api_key SET revoked_at = now()");
        // Then
        pass(Duration.ofMillis(1_900));
        assertThat(bearer(key.token())).isInstanceOf(Admitted.class);
        pass(Duration.ofMillis(100));
        assertThat(bearer(key.token())).isInstanceOf(Rejected.class);
    }

    @Test
    void s04RoleChangeAndDeactivationReachOpenConnectionsWithinFiveSeconds() throws Exception {
        // Given
        Principal withKey = principal(bearer(key.token()));
        Principal withSession = principal(cookie(session("s1")));
        assertThat(withSession.scopes()).isEqualTo(Role.EDITOR.scopes());
        // When
        database.execute("UPDATE access.account SET role = 'viewer'");
        pass(PROMISED);
        // Then
        assertThat(authenticator.standing(withKey)).isEqualTo(Standing.ENDED);
        assertThat(authenticator.standing(withSession)).isEqualTo(Standing.ENDED);
        assertThat(principal(bearer(key.token())).scopes()).containsExactly(Scope.READ);
        // When
        database.execute("UPDATE access.account SET active = false");
        pass(PROMISED);
        // Then
        assertThat(bearer(key.token())).isInstanceOf(Rejected.class);
    }

    @Test
    void s04EndedSessionStopsWorkingWithinFiveSeconds() throws Exception {
        // Given
        String token = session("s1");
        Principal principal = principal(cookie(token));
        assertThat(principal.sessionId()).isEqualTo("s1");
        // When
        database.execute("UPDATE access.session SET ended_at = now()");
        pass(PROMISED);
        // Then
        assertThat(cookie(token)).isInstanceOf(Rejected.class);
        assertThat(authenticator.standing(principal)).isEqualTo(Standing.ENDED);
    }

    @Test
    void openConnectionOutlivesTheTokenThatOpenedIt() throws Exception {
        // Given
        Principal principal = principal(cookie(session("s1")));
        // When
        pass(Duration.ofMinutes(11));
        // Then
        assertThat(authenticator.standing(principal)).isEqualTo(Standing.VALID);
    }

    @Test
    void expiredKeyIsRefusedAtItsEnd() throws Exception {
        // Given
        database.execute(
                "UPDATE access.api_key SET expires_at = to_timestamp(" + (now.get().getEpochSecond() + 1) + ")");
        assertThat(bearer(key.token())).isInstanceOf(Admitted.class);
        // When, even though what was read a second ago is still believed
        pass(Duration.ofSeconds(1));
        // Then
        assertThat(bearer(key.token())).isInstanceOf(Rejected.class);
    }

    @Test
    void s06SignedTokenOfNobodyIsRefused() throws Exception {
        session("s1");
        for (Claims claims : Set.of(
                new Claims(Kind.BEARER, "ada", Set.of(Scope.ADMIN), null, null, now.get().plusSeconds(9)),
                new Claims(Kind.BEARER, "ada", Set.of(Scope.READ), "none", null, now.get().plusSeconds(9)),
                new Claims(Kind.BEARER, "eve", Set.of(Scope.READ), "s1", null, now.get().plusSeconds(9)),
                new Claims(Kind.BEARER, "oidc:eve", Set.of(Scope.READ), null, null, now.get().plusSeconds(9)))) {
            assertThat(bearer(tokens.issue(claims))).as(claims.toString()).isInstanceOf(Rejected.class);
        }
    }

    @Test
    void exchangedTokenHasWhatItWasGivenAndNoMore() {
        String token = tokens.issue(new Claims(Kind.BEARER, "ada", Set.of(Scope.READ, Scope.WRITE), null, key.id(),
                now.get().plusSeconds(300)));
        assertThat(principal(bearer(token)).scopes()).containsExactly(Scope.READ);
    }

    @Test
    void s12TicketIsGoodOnceAndForThirtySeconds() throws Exception {
        // Given
        session("s1");
        ticket("first", "s1", 30);
        ticket("late", "s1", 30);
        ticket("orphan", "s2", 30);
        // Then
        assertThat(principal(ticket("first"))).isEqualTo(
                new Principal("ada", null, "s1", Set.of(Scope.READ), now.get().plus(30, ChronoUnit.DAYS)));
        assertThat(ticket("first")).isInstanceOf(Rejected.class);
        assertThat(ticket("orphan")).isInstanceOf(Rejected.class);
        pass(Duration.ofSeconds(31));
        assertThat(ticket("late")).isInstanceOf(Rejected.class);
    }

    @Test
    void useOfAKeyIsNotedOnceAMinute() throws Exception {
        // Given
        bearer(key.token());
        await().untilAsserted(() -> assertThat(lastUsed()).isEqualTo(now.get().getEpochSecond()));
        long first = now.get().getEpochSecond();
        // When
        pass(Duration.ofSeconds(59));
        bearer(key.token());
        pass(Duration.ofSeconds(1));
        // Then
        assertThat(lastUsed()).isEqualTo(first);
        bearer(key.token());
        await().untilAsserted(() -> assertThat(lastUsed()).isEqualTo(first + 60));
    }

    @Test
    void databaseThatIsAwayIsNoReasonToRefuseAnybody() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://127.0.0.1:9/none");
        config.setConnectionTimeout(250);
        config.setInitializationFailTimeout(-1);
        try (HikariDataSource away = new HikariDataSource(config)) {
            DatabaseAuthenticator blind = new DatabaseAuthenticator(away, tokens, null, now::get);
            assertThat(blind.authenticate(new Credential.Bearer(key.token()))).isInstanceOf(Unknown.class);
            assertThat(blind.authenticate(new Credential.Ticket("x"))).isInstanceOf(Unknown.class);
            assertThat(blind.standing(new Principal("ada", key.id(), null, Set.of(), null)))
                    .isEqualTo(Standing.UNKNOWN);
            assertThat(blind.standing(new Principal("ada", null, "s1", Set.of(), now.get())))
                    .as("a session outlives the token that showed it")
                    .isEqualTo(Standing.UNKNOWN);
            assertThat(blind.standing(new Principal("oidc:ada", null, null, Set.of(), now.get())))
                    .as("the end of an issuer's token needs no database")
                    .isEqualTo(Standing.ENDED);
        }
    }

    @Test
    void cacheIsBounded() throws Exception {
        FreshCache<String> cache = new FreshCache<>(10, Duration.ofSeconds(2), now::get);
        for (int i = 0; i < 1_000; i++) {
            cache.get("key" + i, name -> name);
        }
        assertThat(cache.size()).isEqualTo(10);
    }

    private String session(String id) throws Exception {
        database.execute("""
                INSERT INTO access.session (id, owner, created_at, expires_at)
                VALUES ('%s', 'ada', now(), to_timestamp(%d))"""
                .formatted(id, now.get().plus(30, ChronoUnit.DAYS).getEpochSecond()));
        return tokens.issue(new Claims(Kind.SESSION, "ada", Set.of(Scope.READ), id, null, now.get().plusSeconds(600)));
    }

    private void ticket(String token, String session, int seconds) throws Exception {
        database.execute("""
                INSERT INTO access.ticket (hash, owner, session_id, scopes, expires_at)
                VALUES ('%s', 'ada', '%s', '{read}', to_timestamp(%d))"""
                .formatted(ApiKey.hashOf(token), session, now.get().getEpochSecond() + seconds));
    }

    private long lastUsed() throws Exception {
        try (Connection connection = database.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement
                        .executeQuery("SELECT extract(epoch FROM last_used_at)::bigint FROM access.api_key")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    private Outcome bearer(String token) {
        return authenticator.authenticate(new Credential.Bearer(token));
    }

    private Outcome cookie(String token) {
        return authenticator.authenticate(new Credential.Cookie(token));
    }

    private Outcome ticket(String token) {
        return authenticator.authenticate(new Credential.Ticket(token));
    }

    private static Principal principal(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Admitted.class);
        return ((Admitted) outcome).principal();
    }
}
