package dev.promptlooper.producer.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.promptlooper.contracts.access.Authenticator.Admitted;
import dev.promptlooper.contracts.access.Authenticator.Rejected;
import dev.promptlooper.contracts.access.Authenticator.Standing;
import dev.promptlooper.contracts.access.Credential;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.access.Role;
import dev.promptlooper.producer.access.Sessions.Ended;
import dev.promptlooper.producer.access.Sessions.JustRenewed;
import dev.promptlooper.producer.access.Sessions.Opened;
import dev.promptlooper.producer.access.Sessions.Renewed;
import dev.promptlooper.producer.web.Problem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class SessionsIT {

    private final AccessParts parts = new AccessParts();
    private final Sessions sessions = parts.sessions;

    @BeforeEach
    void addUser() {
        parts.accounts.create("ada", Role.EDITOR, null);
    }

    @Test
    void s05EverySessionHasAnIdOfItsOwn() {
        assertThat(admitted(sessions.open("ada", Role.EDITOR)).sessionId())
                .isNotEqualTo(admitted(sessions.open("ada", Role.EDITOR)).sessionId());
    }

    @Test
    void sessionIsRenewedForWeeksButNotForEver() {
        // Given
        Opened opened = sessions.open("ada", Role.EDITOR);
        String session = admitted(opened).sessionId();
        // When
        for (int day = 0; day < 29; day++) {
            parts.pass(Duration.ofDays(1));
            Opened before = opened;
            assertThat(cookie(before)).isInstanceOf(Rejected.class);
            opened = ((Renewed) sessions.renew(before.refresh())).opened();
            assertThat(opened.refresh()).isNotEqualTo(before.refresh());
            assertThat(admitted(opened).sessionId()).isEqualTo(session);
        }
        // Then
        parts.pass(Duration.ofDays(1));
        assertThat(sessions.renew(opened.refresh())).isInstanceOf(Ended.class);
    }

    @Test
    void idleSessionEndsAfterAWeek() {
        Opened opened = sessions.open("ada", Role.EDITOR);
        parts.pass(Duration.ofDays(7));
        assertThat(sessions.renew(opened.refresh())).isInstanceOf(Ended.class);
    }

    @Test
    void s06RefreshTokenThatIsShownTwiceEndsTheSession() {
        // Given a thief with a copy, whoever of the two comes first
        Opened stolen = sessions.open("ada", Role.EDITOR);
        Opened renewed = ((Renewed) sessions.renew(stolen.refresh())).opened();
        // When
        parts.pass(Duration.ofSeconds(6));
        assertThat(sessions.renew(stolen.refresh())).isInstanceOf(Ended.class);
        // Then
        assertThat(sessions.renew(renewed.refresh())).isInstanceOf(Ended.class);
        parts.pass(Duration.ofSeconds(5));
        assertThat(cookie(renewed)).isInstanceOf(Rejected.class);
    }

    @Test
    void twoTabsThatRenewAtOnceGetOneNewTokenAndKeepTheSession() throws Exception {
        // Given
        Opened opened = sessions.open("ada", Role.EDITOR);
        // When
        Callable<Sessions.Renewal> tab = () -> sessions.renew(opened.refresh());
        List<Sessions.Renewal> renewals;
        try (ExecutorService tabs = Executors.newVirtualThreadPerTaskExecutor()) {
            renewals = tabs.invokeAll(List.of(tab, tab, tab)).stream().map(done -> done.resultNow()).toList();
        }
        // Then
        assertThat(renewals).filteredOn(Renewed.class::isInstance).hasSize(1);
        assertThat(renewals).filteredOn(JustRenewed.class::isInstance).hasSize(2);
        Renewed renewed = (Renewed) renewals.stream().filter(Renewed.class::isInstance).findFirst().orElseThrow();
        assertThat(sessions.renew(renewed.opened().refresh())).isInstanceOf(Renewed.class);
    }

    @Test
    void s04LogoutEndsTheSessionEverywhereWithinFiveSeconds() {
        // Given
        Opened opened = sessions.open("ada", Role.EDITOR);
        Principal principal = admitted(opened);
        // When
        sessions.endOf(opened.refresh());
        parts.pass(Duration.ofSeconds(5));
        // Then
        assertThat(cookie(opened)).isInstanceOf(Rejected.class);
        assertThat(parts.authenticator.standing(principal)).isEqualTo(Standing.ENDED);
        assertThat(sessions.renew(opened.refresh())).isInstanceOf(Ended.class);
    }

    @Test
    void s04OtherSessionsEndWhenThePasswordChanges() {
        // Given
        Opened here = sessions.open("ada", Role.EDITOR);
        Opened there = sessions.open("ada", Role.EDITOR);
        // When
        sessions.endAll("ada", admitted(here).sessionId(), "the password was changed");
        parts.pass(Duration.ofSeconds(5));
        // Then
        assertThat(cookie(here)).isInstanceOf(Admitted.class);
        assertThat(cookie(there)).isInstanceOf(Rejected.class);
    }

    @Test
    void secretsAreInNoColumn() {
        // Given
        Opened opened = sessions.open("ada", Role.EDITOR);
        String link = parts.links.create("ada").token();
        // Then
        for (String table : List.of("session", "refresh_token", "link", "account")) {
            assertThat(
                    parts.database.jdbc().sql("SELECT t::text FROM access." + table + " t").query(String.class).list())
                    .as(table)
                    .isNotEmpty()
                    .noneMatch(row -> row.contains(opened.refresh()) || row.contains(opened.token())
                            || row.contains(link));
        }
    }

    @Test
    void lastAdminStaysAdminHoweverManyTryAtOnce() throws Exception {
        // Given
        parts.accounts.create("one", Role.ADMIN, null);
        parts.accounts.create("two", Role.ADMIN, null);
        // When
        try (ExecutorService admins = Executors.newVirtualThreadPerTaskExecutor()) {
            admins.invokeAll(List.of(() -> parts.accounts.change("one", Role.VIEWER, null),
                    () -> parts.accounts.change("two", null, false)));
        }
        // Then
        assertThat(parts.accounts.list()).filteredOn(user -> user.duty() == Role.ADMIN && user.active()).hasSize(1);
        String last = parts.accounts.list()
                .stream()
                .filter(user -> user.duty() == Role.ADMIN && user.active())
                .findFirst()
                .orElseThrow()
                .name();
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> parts.accounts.change(last, Role.EDITOR, null))
                .withMessageContaining("last active admin");
        assertThat(parts.accounts.change("ada", Role.VIEWER, true).after().duty()).isEqualTo(Role.VIEWER);
    }

    private dev.promptlooper.contracts.access.Authenticator.Outcome cookie(Opened opened) {
        return parts.authenticator.authenticate(new Credential.Cookie(opened.token()));
    }

    private Principal admitted(Opened opened) {
        return ((Admitted) cookie(opened)).principal();
    }
}
