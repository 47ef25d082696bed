package dev.promptlooper.projector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.contracts.topic.Topic;
import dev.promptlooper.projector.live.ChangeFeed;
import dev.promptlooper.projector.projection.ProjectionSettings;
import dev.promptlooper.projector.projection.Projector;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

/// A database and a projector that can be stopped and started again.
public final class ProjectorFixture implements AutoCloseable {

    private static final ProjectionSettings QUICK = new ProjectionSettings(5_000, 1, Duration.ofMillis(50),
            Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(200));

    private final HikariDataSource database;
    private final ChangeFeed feed = new ChangeFeed();
    private final ProjectionSettings settings;
    private KafkaSettings kafka;
    private Projector projector;

    public ProjectorFixture(KafkaSettings kafka) {
        this(kafka, QUICK);
    }

    public ProjectorFixture(KafkaSettings kafka, ProjectionSettings settings) {
        this.kafka = kafka;
        this.settings = settings;
        this.database = pool(TestPostgres.newDatabase());
        this.projector = newProjector(kafka);
    }

    public static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(1_000);
        return new HikariDataSource(config);
    }

    private Projector newProjector(KafkaSettings kafka) {
        return new Projector(kafka, database, feed, settings, System::nanoTime);
    }

    public HikariDataSource database() {
        return database;
    }

    public ChangeFeed feed() {
        return feed;
    }

    public Projector projector() {
        return projector;
    }

    public ProjectorFixture start() {
        projector.start();
        return this;
    }

    public void stop() {
        projector.close();
    }

    /// A new projector on the same database.
    public void restart(KafkaSettings kafka) {
        this.kafka = kafka;
        projector.close();
        projector = newProjector(kafka);
        projector.start();
    }

    /// Waits until everything that is in Kafka is in the database.
    public void awaitCaughtUp() {
        try (Admin admin = Admin.create(kafka.common())) {
            // The ends move while poison turns into dead letters.
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .untilAsserted(() -> assertThat(positions()).isEqualTo(ends(admin)));
        }
    }

    private Map<String, Long> ends(Admin admin) {
        Map<String, Long> ends = new TreeMap<>();
        try {
            Map<TopicPartition, OffsetSpec> request = new HashMap<>();
            for (Topic<?> topic : List.of(Topic.SWEEP_DEFINITION, Topic.SWEEP_EVENT, Topic.RUN_SCORED, Topic.RESPONSE,
                    Topic.CANDIDATE_STATS, Topic.LEADERBOARD, Topic.VERDICT, Topic.DEAD_LETTER)) {
                for (int part = 0; part < kafka.partitions(); part++) {
                    request.put(new TopicPartition(topic.topicName(), part), OffsetSpec.latest());
                }
            }
            admin.listOffsets(request)
                    .all()
                    .get()
                    .forEach((partition, info) -> ends.put(partition.toString(), info.offset()));
            return ends;
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, Long> positions() throws SQLException {
        Map<String, Long> positions = new TreeMap<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement
                        .executeQuery("SELECT topic || '-' || part, next_offset FROM results.position")) {
            while (row.next()) {
                positions.put(row.getString(1), row.getLong(2));
            }
        }
        return positions;
    }

    public void awaitRows(String table, long rows) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .untilAsserted(() -> assertThat(number("SELECT count(*) FROM results." + table)).isEqualTo(rows));
    }

    public long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    /// First column of the first row.
    public String text(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// A digest of every row of every table that is rebuilt, to compare two states.
    public Map<String, String> state() throws SQLException {
        TreeMap<String, String> state = new TreeMap<>();
        for (String table : new String[]{"sweep", "sweep_count", "event", "run", "response", "pace", "candidate",
            "candidate_stats", "candidate_mark", "leaderboard", "dead_letter"}) {
            // A count that went back to zero stands for the same as none.
            state.put(table, text(
                    "SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM results."
                            + table + " t" + (table.equals("pace") ? " WHERE runs <> 0" : "")));
        }
        return state;
    }

    @Override
    public void close() {
        projector.close();
        database.close();
    }
}
