package dev.promptlooper.producer.spending;

import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.sweep.Budget;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Holds keys to their daily cap, in US dollars per UTC day.
///
/// What counts of a sweep that a capped key launched: while it can spend, its budget less what it had spent before today;
/// once it is at rest, what it really spent today. So news that come late count too much rather than too little. Sessions and
/// keys without a cap are not looked at. Thread-safe.
public final class SpendingCap {

    // The base of a sweep is what it had spent before the day that is asked about.
    private static final String COMMITTED = """
            SELECT coalesce(sum(CASE WHEN at_rest THEN spent_usd - base ELSE greatest(budget_usd - base, 0) END), 0)
            FROM (SELECT *, CASE WHEN day = :today THEN spent_before_usd ELSE spent_usd END AS base
                  FROM access.spending
                  WHERE key_id = :key AND sweep_id IS DISTINCT FROM :except AND (NOT at_rest OR day = :today)) s""";

    private static final BigDecimal UNLIMITED = BigDecimal.valueOf(1_000_000_000L);

    private final JdbcClient jdbc;
    private final InstantSource clock;

    public SpendingCap(CatalogDatabase database, InstantSource clock) {
        this.jdbc = database.jdbc();
        this.clock = clock;
    }

    /// Lets a launch pass or not, in the transaction of the caller.
    ///
    /// @throws Problem 422 without a budget in dollars, 409 when it does not fit under the cap of the key
    public void launch(Principal principal, String sweepId, Budget budget) {
        String key = principal.keyId();
        Optional<BigDecimal> cap = lockedCap(key);
        if (key == null || cap.isEmpty()) {
            return;
        }
        BigDecimal asked = inDollars(budget);
        check(key, cap.get(), committed(key, sweepId), asked);
        jdbc.sql("""
                INSERT INTO access.spending (sweep_id, key_id, budget_usd, day)
                VALUES (:sweep, :key, :budget, :today)""")
                .param("sweep", sweepId)
                .param("key", key)
                .param("budget", asked)
                .param("today", today())
                .update();
    }

    /// Lets another budget pass or not, in the transaction of the caller. Asked for every new budget: one that only lifts
    /// another limit lets a sweep at rest spend again.
    ///
    /// @param version of the sweep that the change makes
    /// @throws Problem as [#launch], and 403 when a capped key asks for a sweep that it did not launch
    public void change(Principal principal, String sweepId, long version, Budget budget) {
        String key = principal.keyId();
        Optional<BigDecimal> cap = lockedCap(key);
        Optional<Share> share = share(sweepId);
        if (key != null && cap.isPresent()) {
            BigDecimal asked = inDollars(budget);
            Share own = share.filter(found -> found.key().equals(key))
                    .orElseThrow(() -> Problem.forbidden("key " + key + " has a daily cap and did not launch this "
                            + "sweep, so it cannot change its budget; ask with a session or the key that did"));
            check(key, cap.get(), committed(key, sweepId), asked.subtract(own.base()).max(BigDecimal.ZERO));
        }
        if (share.isPresent()) {
            // Somebody without a cap may lift the limit of a capped key's sweep; its key has nothing left then.
            Double usd = budget.usd();
            jdbc.sql("""
                    UPDATE access.spending SET budget_usd = :budget, budget_version = :version, at_rest = false
                    WHERE sweep_id = :sweep""")
                    .param("version", version)
                    .param("budget", usd == null ? UNLIMITED : BigDecimal.valueOf(usd))
                    .param("sweep", sweepId)
                    .update();
        }
    }

    /// What keys have committed and spent today.
    public Map<String, BigDecimal> today(Collection<String> keys) {
        return keys.stream().distinct().collect(Collectors.toMap(key -> key, key -> committed(key, null)));
    }

    /// Takes over what the planner says was spent. Older news than the known change nothing.
    public void follow(Collection<SweepEvent> newest) {
        Set<String> capped = Set.copyOf(jdbc.sql("SELECT sweep_id FROM access.spending WHERE sweep_id IN (:ids)")
                .param("ids", newest.stream().map(SweepEvent::sweepId).toList())
                .query(String.class)
                .list());
        // Sorted, so that two batches never lock rows in opposite order.
        Map<String, SweepEvent> sorted = new TreeMap<>();
        newest.stream().filter(event -> capped.contains(event.sweepId())).forEach(e -> sorted.put(e.sweepId(), e));
        sorted.values().forEach(this::follow);
    }

    private void follow(SweepEvent event) {
        LocalDate day = Instant.ofEpochMilli(event.at()).atZone(ZoneOffset.UTC).toLocalDate();
        jdbc.sql("""
                UPDATE access.spending SET
                    spent_before_usd = CASE WHEN day < :day THEN spent_usd ELSE spent_before_usd END,
                    day = greatest(day, :day),
                    spent_usd = :spent, event_seq = :seq,
                    -- What the planner said before it knew the newest budget is no news about it.
                    at_rest = :terminal OR (:atRest AND :version >= budget_version)
                WHERE sweep_id = :sweep AND event_seq < :seq""")
                .param("day", day)
                .param("spent", BigDecimal.valueOf(event.totals().spentUsd()))
                .param("terminal", event.status().isTerminal())
                .param("atRest", event.status().isAtRest())
                .param("version", event.version())
                .param("seq", event.seq())
                .param("sweep", event.sweepId())
                .update();
    }

    /// The lock puts all that spend with this key in a row.
    private Optional<BigDecimal> lockedCap(@Nullable String key) {
        return key == null
                ? Optional.empty()
                : jdbc.sql("SELECT daily_spend_usd FROM access.api_key WHERE id = :key FOR NO KEY UPDATE")
                        .param("key", key)
                        .query((row, _) -> Optional.ofNullable(row.getBigDecimal(1)))
                        .optional()
                        .flatMap(cap -> cap);
    }

    private record Share(String key, BigDecimal base) {}

    private Optional<Share> share(String sweepId) {
        return jdbc.sql("""
                SELECT key_id, CASE WHEN day = :today THEN spent_before_usd ELSE spent_usd END
                FROM access.spending WHERE sweep_id = :sweep FOR UPDATE""")
                .param("today", today())
                .param("sweep", sweepId)
                .query((row, _) -> new Share(row.getString(1), row.getBigDecimal(2)))
                .optional();
    }

    private BigDecimal committed(String key, @Nullable String except) {
        return jdbc.sql(COMMITTED)
                .param("today", today())
                .param("key", key)
                .param("except", except)
                .query(BigDecimal.class)
                .single();
    }

    private static BigDecimal inDollars(Budget budget) {
        Double usd = budget.usd();
        if (usd == null) {
            throw Problem.invalid("budget.usd", null,
                    "this key has a daily cap, so a sweep of it needs a budget in US dollars; set budget.usd");
        }
        return BigDecimal.valueOf(usd);
    }

    private static void check(String key, BigDecimal cap, BigDecimal committed, BigDecimal asked) {
        if (committed.add(asked).compareTo(cap) > 0) {
            BigDecimal left = cap.subtract(committed).max(BigDecimal.ZERO);
            throw Problem.of(Problem.Kind.SPEND_CAP, "key " + key + " may spend $" + plain(cap)
                    + " per UTC day, has committed or spent $" + plain(committed) + " today, and asks for $"
                    + plain(asked) + "; ask for at most $" + plain(left) + ", or wait until running sweeps have ended")
                    .with("capUsd", cap)
                    .with("committedUsd", committed)
                    .with("askedUsd", asked);
        }
    }

    private static String plain(BigDecimal amount) {
        return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
    }

    private LocalDate today() {
        return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    }
}
