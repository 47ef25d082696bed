package dev.promptlooper.producer.spending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.access.Role;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.SweepEvent.Totals;
import dev.promptlooper.contracts.event.SweepStatus;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

class SpendingCapIT {

    private static final String KEY = "k_capped00";

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    private final Principal capped = new Principal("ada", KEY, null, Role.EDITOR.scopes(), null);
    private final Principal person = new Principal("ada", null, "s1", Role.EDITOR.scopes(), null);
    private CatalogDatabase database;
    private SpendingCap cap;
    private long seq;

    @BeforeEach
    void start() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(TestPostgres.newDatabase());
        database = CatalogDatabase.open(source);
        cap = new SpendingCap(database, now::get);
        database.jdbc().sql("""
                INSERT INTO access.account (name, kind, role, created_at) VALUES ('ada', 'person', 'editor', now());
                INSERT INTO access.api_key (id, hash, name, owner, scopes, created_at, created_by, daily_spend_usd)
                VALUES ('k_capped00', repeat('0', 64), 'capped', 'ada', '{read,run}', now(), 'ada', 20),
                       ('k_other000', repeat('1', 64), 'other', 'ada', '{read,run}', now(), 'ada', 20),
                       ('k_free0000', repeat('2', 64), 'free', 'ada', '{read,run}', now(), 'ada', NULL)""").update();
    }

    @Test
    void launchesFitUnderTheCapOrAreRefusedWithTheFigures() {
        // Given
        launch("a", 12);
        // When
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> launch("b", 8.5))
                .satisfies(problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.SPEND_CAP))
                .withMessage("key k_capped00 may spend $20 per UTC day, has committed or spent $12 today, and asks for "
                        + "$8.5; ask for at most $8, or wait until running sweeps have ended");
        // Then
        assertThatNoException().isThrownBy(() -> launch("b", 8));
        assertThat(today()).isEqualByComparingTo("20");
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> launch("c", 0.01));
    }

    @Test
    void cappedKeyNeedsABudgetInDollars() {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> in(() -> cap.launch(capped, "a", new Budget(null, 5L, 5L, 5.0))))
                .withMessageContaining("budget.usd");
        launch("a", 1);
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> in(() -> cap.change(capped, "a", 2, Budget.UNLIMITED)))
                .withMessageContaining("budget.usd");
    }

    @Test
    void peopleAndKeysWithoutACapAreNotLookedAt() {
        Principal free = new Principal("ada", "k_free0000", null, Role.EDITOR.scopes(), null);
        for (Principal other : List.of(person, free)) {
            assertThatNoException().isThrownBy(() -> in(() -> cap.launch(other, "x", Budget.UNLIMITED)));
            assertThatNoException().isThrownBy(() -> in(() -> cap.change(other, "x", 2, usd(1e6))));
        }
        assertThat(today()).isZero();
    }

    @Test
    void endedSweepCountsWhatItSpent() {
        // Given
        launch("a", 20);
        event("a", SweepStatus.RUNNING, 3, 1);
        assertThat(today()).isEqualByComparingTo("20");
        // When
        event("a", SweepStatus.CANCELLED, 3.5, 1);
        // Then
        assertThat(today()).isEqualByComparingTo("3.5");
        assertThatNoException().isThrownBy(() -> launch("b", 16.5));
    }

    @Test
    void newDayBeginsWithWhatRunningSweepsMayStillSpend() {
        // Given
        launch("ended", 6);
        event("ended", SweepStatus.COMPLETED, 6, 1);
        launch("running", 10);
        event("running", SweepStatus.RUNNING, 4, 1);
        assertThat(today()).isEqualByComparingTo("16");
        // When
        now.updateAndGet(instant -> instant.plus(Duration.ofDays(1)));
        // Then
        assertThat(today()).isEqualByComparingTo("6");
        event("running", SweepStatus.RUNNING, 9, 1);
        assertThat(today()).isEqualByComparingTo("6");
        event("running", SweepStatus.COMPLETED, 9, 1);
        assertThat(today()).isEqualByComparingTo("5");
    }

    @Test
    void newBudgetIsHeldToTheCap() {
        // Given
        launch("a", 10);
        launch("b", 5);
        // Then
        refusedChange(capped, "a", 16);
        assertThatNoException().isThrownBy(() -> in(() -> cap.change(capped, "a", 2, usd(15))));
        assertThat(today()).isEqualByComparingTo("20");
        refusedChange(capped, "b", 6);
        assertThatNoException().isThrownBy(() -> in(() -> cap.change(capped, "b", 2, usd(1))));
        assertThat(today()).isEqualByComparingTo("16");
    }

    @Test
    void sweepAtRestThatIsTakenUpAgainCountsAgain() {
        // Given a sweep that stopped at its limit of calls with nearly all its dollars left
        launch("a", 20);
        event("a", SweepStatus.BUDGET_EXHAUSTED, 1, 1);
        launch("b", 19);
        // When its limit of calls is lifted
        refusedChange(capped, "a", 20);
        assertThatNoException().isThrownBy(() -> in(() -> cap.change(capped, "a", 2, usd(1))));
        // Then news from before the change do not say that it is at rest
        in(() -> cap.change(person, "a", 3, usd(5)));
        event("a", SweepStatus.BUDGET_EXHAUSTED, 1, 2);
        assertThat(today()).isEqualByComparingTo("24");
        event("a", SweepStatus.BUDGET_EXHAUSTED, 5, 3);
        assertThat(today()).isEqualByComparingTo("24");
        event("a", SweepStatus.CANCELLED, 5, 2);
        event("b", SweepStatus.CANCELLED, 0, 1);
        assertThat(today()).isEqualByComparingTo("5");
    }

    @Test
    void cappedKeyDoesNotSpendThroughSweepsOfOthers() {
        // Given
        Principal other = new Principal("ada", "k_other000", null, Role.EDITOR.scopes(), null);
        in(() -> cap.launch(other, "others", usd(1)));
        // Then
        for (String sweep : List.of("others", "of-a-person")) {
            assertThatExceptionOfType(Problem.class)
                    .isThrownBy(() -> in(() -> cap.change(capped, sweep, 2, usd(2))))
                    .satisfies(problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.FORBIDDEN));
        }
    }

    @Test
    void oldNewsChangeNothing() {
        launch("a", 10);
        SweepEvent old = eventOf("a", SweepStatus.RUNNING, 1, 1);
        event("a", SweepStatus.COMPLETED, 4, 1);
        cap.follow(List.of(old));
        assertThat(today()).isEqualByComparingTo("4");
    }

    /// Whatever is launched, raised and ended, in any order and at once: what is committed and spent stays under the cap.
    @Test
    void capHoldsForAnyConcurrentUse() throws Exception {
        for (long seed = 0; seed < 6; seed++) {
            start();
            Random random = new Random(seed);
            List<Callable<Boolean>> work = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String sweep = seed + "-" + random.nextInt(12);
                double usd = random.nextInt(1, 120) / 10.0;
                int kind = random.nextInt(4);
                double share = random.nextDouble();
                work.add(() -> attempt(switch (kind) {
                    case 0, 1 -> () -> in(() -> cap.launch(capped, sweep, usd(usd)));
                    case 2 -> () -> in(() -> cap.change(capped, sweep, 2, usd(usd)));
                    default -> () -> end(sweep, share);
                }));
            }
            // When
            try (ExecutorService at = Executors.newVirtualThreadPerTaskExecutor()) {
                List<BigDecimal> seen = new ArrayList<>();
                var running = work.stream().map(at::submit).toList();
                while (running.stream().anyMatch(one -> !one.isDone())) {
                    seen.add(today());
                }
                seen.add(today());
                // Then
                assertThat(seen).as("seed " + seed)
                        .allSatisfy(amount -> assertThat(amount).isLessThanOrEqualTo(new BigDecimal("20")));
                assertThat(running).anyMatch(one -> one.resultNow()).anyMatch(one -> !one.resultNow());
            }
        }
    }

    private static boolean attempt(Runnable work) {
        try {
            work.run();
            return true;
        } catch (Problem | org.springframework.dao.DuplicateKeyException e) {
            return false;
        }
    }

    /// Ends a sweep with a share of its budget spent.
    private void end(String sweep, double share) {
        BigDecimal budget = database.jdbc()
                .sql("SELECT budget_usd FROM access.spending WHERE sweep_id = :sweep AND NOT at_rest")
                .param("sweep", sweep)
                .query(BigDecimal.class)
                .optional()
                .orElse(null);
        if (budget == null) {
            throw Problem.notFound(sweep);
        }
        event(sweep, SweepStatus.CANCELLED, 0.1 * share, 9);
    }

    private void launch(String sweep, double usd) {
        in(() -> cap.launch(capped, sweep, usd(usd)));
    }

    private void refusedChange(Principal principal, String sweep, double usd) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> in(() -> cap.change(principal, sweep, 9, usd(usd))))
                .satisfies(problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.SPEND_CAP));
    }

    private static Budget usd(@Nullable Double usd) {
        return new Budget(usd, null, null, null);
    }

    private static Budget usd(int usd) {
        return usd(Double.valueOf(usd));
    }

    private void in(Runnable work) {
        database.inTransaction(() -> {
            work.run();
            return true;
        });
    }

    private BigDecimal today() {
        return cap.today(List.of(KEY)).getOrDefault(KEY, BigDecimal.ZERO);
    }

    private void event(String sweep, SweepStatus status, double spent, long version) {
        cap.follow(List.of(eventOf(sweep, status, spent, version)));
    }

    private synchronized SweepEvent eventOf(String sweep, SweepStatus status, double spent, long version) {
        return new SweepEvent(SweepEvent.SCHEMA, sweep, ++seq, now.get().toEpochMilli(), SweepEvent.Kind.PROGRESS,
                status, version, null, null, "", List.of(), new Totals(null, 1, 1, 0, 0, 0, spent, 1, 1, 0, 0));
    }
}
