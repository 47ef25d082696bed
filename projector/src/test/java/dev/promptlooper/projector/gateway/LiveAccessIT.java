package dev.promptlooper.projector.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.promptlooper.contracts.access.Credential;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.contracts.testkit.TestAccess;
import dev.promptlooper.contracts.testkit.TestKafka;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.projector.ProjectorFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// Who may open the live feed, and how long they may stay.
class LiveAccessIT {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path folder;
    @SuppressWarnings("NullAway.Init")
    private static TestKafka kafka;
    @SuppressWarnings("NullAway.Init")
    private static HikariDataSource database;
    @SuppressWarnings("NullAway.Init")
    private static LiveApp app;

    @BeforeAll
    static void start() {
        kafka = TestKafka.start(folder);
        database = ProjectorFixture.pool(TestPostgres.newDatabase());
        app = LiveApp.start(kafka.settings(), database, LiveApp.QUICK);
    }

    @AfterAll
    static void stop() {
        app.close();
        database.close();
        kafka.close();
    }

    private static int upgrade(String origin, String protocols, String cookie) throws IOException {
        try (RawSocket socket = new RawSocket(app.port(),
                Map.of("Authorization", "", "Origin", origin, "Sec-WebSocket-Protocol", protocols, "Cookie", cookie))) {
            return socket.status();
        }
    }

    @Test
    void s12PagesConnectWithAFreshTicketOfTheirOwnOnly() throws Exception {
        // Given
        String own = "http://127.0.0.1:" + app.port();
        Principal ada = new Principal("ada", null, "s1", Set.of(Scope.READ), null);
        app.access().admit(new Credential.Cookie("of-ada"), ada);
        app.access().admit(new Credential.Ticket("first"), ada);
        app.access().admit(new Credential.Ticket("second"), ada);
        app.access().admit(new Credential.Ticket("eves"), new Principal("eve", null, "s2", Set.of(Scope.READ), null));
        String cookie = "promptlooper_session=of-ada";
        // When / Then
        assertThat(upgrade(own, "promptlooper.v1, ticket.first", cookie)).isEqualTo(101);
        assertThat(upgrade(own, "promptlooper.v1, ticket.first", cookie)).as("used").isEqualTo(403);
        assertThat(upgrade(own, "promptlooper.v1, ticket.never", cookie)).as("expired").isEqualTo(403);
        assertThat(upgrade(own, "promptlooper.v1, ticket.eves", cookie)).as("somebody else's").isEqualTo(403);
        assertThat(upgrade("", "promptlooper.v1, ticket.second", cookie)).as("no origin").isEqualTo(403);
        assertThat(upgrade("null", "promptlooper.v1, ticket.second", cookie)).isEqualTo(403);
        assertThat(upgrade("http://evil.test", "promptlooper.v1, ticket.second", cookie)).isEqualTo(403);
        assertThat(upgrade("http://localhost.evil.test", "promptlooper.v1, ticket.second", cookie)).isEqualTo(403);
        assertThat(upgrade(own, "promptlooper.v1", cookie)).as("a cookie alone").isEqualTo(403);
        assertThat(upgrade("", "promptlooper.v1", "")).as("nobody").isEqualTo(401);
    }

    @Test
    void s04SocketsOfARevokedKeyCloseWithinFiveSecondsAndOthersStay() throws Exception {
        // Given
        Principal leaving = new Principal("leaving", "k_leaving", null, Set.of(Scope.READ), null);
        app.access().admit(new Credential.Bearer("leaving"), leaving);
        try (RawSocket first = new RawSocket(app.port(), Map.of("Authorization", "Bearer leaving"));
                RawSocket second = new RawSocket(app.port(), Map.of("Authorization", "Bearer leaving"));
                RawSocket other = app.socket()) {
            first.await("welcome");
            second.await("welcome");
            other.await("welcome");
            // When
            app.access().revoke(leaving);
            long from = System.nanoTime();
            // Then
            assertThat(first.awaitClose()).isEqualTo(4401);
            assertThat(second.awaitClose()).isEqualTo(4401);
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(5));
            await().untilAsserted(() -> assertThat(app.gauges().connections()).isEqualTo(1));
        }
    }

    @Test
    void s04SocketsStayWhileTheDatabaseIsAwayButNotBeyondTheGrace() throws Exception {
        // Given
        Principal staying = new Principal("staying", "k_staying", null, Set.of(Scope.READ), null);
        app.access().admit(new Credential.Bearer("staying"), staying);
        try (RawSocket socket = new RawSocket(app.port(), Map.of("Authorization", "Bearer staying"))) {
            socket.await("welcome");
            // When: nobody knows anything for three heartbeats, two rounds of asking, and less than the grace of ten seconds
            app.access().goAway(true);
            for (int i = 0; i < 3; i++) {
                socket.await("hb");
            }
            app.access().goAway(false);
            // Then
            for (int i = 0; i < 3; i++) {
                socket.await("hb");
            }
            assertThat(app.gauges().connections()).isEqualTo(1);
            // When: it does not end
            app.access().goAway(true);
            long from = System.nanoTime();
            // Then
            assertThat(socket.awaitClose()).isEqualTo(4401);
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isBetween(Duration.ofSeconds(5),
                    Duration.ofSeconds(19));
        } finally {
            app.access().goAway(false);
        }
    }

    @Test
    void s01KeyWithoutTheScopeSeesNothing() throws Exception {
        try (RawSocket socket = new RawSocket(app.port(), Map.of("Authorization", "Bearer " + TestAccess.NOTHING))) {
            assertThat(socket.status()).isEqualTo(403);
        }
    }
}
