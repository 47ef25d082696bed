package dev.promptlooper.projector.query;

import com.zaxxer.hikari.HikariDataSource;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.contracts.kafka.KafkaSettings;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.testkit.TestAccess;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.projector.ProjectorFixture;
import dev.promptlooper.projector.QueryDoorConfiguration;
import dev.promptlooper.projector.live.ChangeFeed;
import dev.promptlooper.projector.projection.ProjectionSettings;
import dev.promptlooper.projector.projection.Projector;
import dev.promptlooper.projector.query.board.BoardConfiguration;
import dev.promptlooper.projector.query.compare.CompareConfiguration;
import dev.promptlooper.projector.query.letters.LetterConfiguration;
import dev.promptlooper.projector.query.matrix.MatrixConfiguration;
import dev.promptlooper.projector.query.optimum.OptimumConfiguration;
import dev.promptlooper.projector.query.pace.PaceConfiguration;
import org.flywaydb.core.Flyway;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

import javax.sql.DataSource;

/// The query API over tables that a test fills itself: no Kafka, and a projection that is not started.
final class ResultsServer implements AutoCloseable {

    static final long NOW = 1_800_000_600_000L;

    private final HikariDataSource database = ProjectorFixture.pool(TestPostgres.newDatabase());
    private final ConfigurableApplicationContext context;

    ResultsServer() {
        Flyway.configure()
                .dataSource(database)
                .schemas("results")
                .defaultSchema("results")
                .locations("classpath:db/results")
                .load()
                .migrate();
        execute("INSERT INTO results.projection (epoch, server_history) VALUES ('e1', 'now')");
        SpringApplication application = new SpringApplication(Services.class);
        application.addInitializers(starting -> starting.getBeanFactory().registerSingleton("dataSource", database));
        application.setDefaultProperties(Map.of("server.port", "0", "server.address", "127.0.0.1",
                "spring.main.banner-mode", "off", "spring.threads.virtual.enabled", "true"));
        this.context = application.run();
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {FlywayAutoConfiguration.class, DataSourceAutoConfiguration.class})
    @Import({QueryConfiguration.class, BoardConfiguration.class, PaceConfiguration.class, LetterConfiguration.class,
        OptimumConfiguration.class, MatrixConfiguration.class, CompareConfiguration.class,
        QueryDoorConfiguration.class})
    static class Services {
        @Bean
        KafkaSettings kafkaSettings() {
            return KafkaSettings.local("127.0.0.1:1", Path.of("target", "streams"));
        }

        @Bean
        Projector projector(KafkaSettings kafka, DataSource dataSource) {
            return new Projector(kafka, dataSource, new ChangeFeed(), ProjectionSettings.DEFAULT, System::nanoTime);
        }

        @Bean
        TestAccess access() {
            return new TestAccess();
        }

        @Bean
        InstantSource clock() {
            return InstantSource.fixed(Instant.ofEpochMilli(NOW));
        }
    }

    QueryClient client() {
        return new QueryClient(context);
    }

    void execute(String sql) {
        try (Connection connection = database.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /// A running sweep.
    void sweep(SweepDefinition definition, String status) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO results.sweep (sweep_id, name, created_at, definition, status, version) VALUES (?, ?, ?, ?::json, ?, 1)")) {
            insert.setString(1, definition.sweepId());
            insert.setString(2, definition.name());
            insert.setLong(3, definition.createdAt());
            insert.setString(4, Json.write(definition));
            insert.setString(5, status);
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What the projection derives from rows of runs: candidates with their figures, counts and pace. Intervals are the normal ones.
    void derive(String sweepId) {
        execute("""
                INSERT INTO results.candidate SELECT sweep_id, candidate_index, lpad(to_hex(candidate_index), 16, 'a'),
                    CASE candidate_index %% 2 WHEN 0 THEN 'terse' ELSE 'steps' END, 0, 'local', 'tiny',
                    json_build_object('temperature', (candidate_index %% 3) * 0.5, 'max_tokens', 256),
                    count(*), count(v), count(DISTINCT case_index), count(*) - count(v), 0, avg(v),
                    avg(v) - 1.96 * stddev_samp(v) / sqrt(count(v)), avg(v) + 1.96 * stddev_samp(v) / sqrt(count(v)), avg(v), true,
                    false, avg(v), avg(cost_usd), sum(paid_usd), avg(latency_ms), 100, 100 + candidate_index, %d, 1
                FROM (SELECT *, (scores->0->>'value')::float8 AS v FROM results.run WHERE sweep_id = '%s') r
                GROUP BY sweep_id, candidate_index"""
                .formatted(NOW, sweepId));
        execute("""
                INSERT INTO results.candidate_stats SELECT sweep_id, candidate_index, json_build_object('schema', 1, 'sweepId', sweep_id,
                    'candidate', json_build_object('id', candidate_id, 'index', candidate_index, 'prompt', prompt, 'promptVersion',
                        prompt_version, 'endpoint', endpoint, 'model', model, 'params', params),
                    'runs', runs, 'n', n, 'cases', cases, 'failed', failed, 'hits', hits, 'score', score, 'low', low, 'high', high,
                    'sortKey', sort_key, 'feasible', feasible, 'metrics', json_build_object('equals', json_build_object('n', n, 'mean',
                        score)), 'costUsd', cost_usd, 'paidUsd', paid_usd, 'latency', json_build_object('mean', latency_ms, 'p50', p50,
                        'p95', p95, 'p99', p95, 'max', p95), 'pareto', pareto, 'updatedAt', updated_at), 1
                FROM results.candidate WHERE sweep_id = '%s'"""
                .formatted(sweepId));
        execute("""
                INSERT INTO results.sweep_count SELECT sweep_id, count(*), count(DISTINCT candidate_index), count(*)
                FROM results.run WHERE sweep_id = '%s' GROUP BY sweep_id""".formatted(sweepId));
        execute("""
                INSERT INTO results.pace SELECT sweep_id, scored_at / 10000,
                    CASE WHEN source = 'CALL' THEN floor(ln(latency_ms::float8 + 1) / 0.1823215567939546)::int ELSE -1 END,
                    count(*), count(*) FILTER (WHERE status = 'FAILED'), 0, sum(round(paid_usd * 1e9)::bigint)
                FROM results.run WHERE sweep_id = '%s' GROUP BY 1, 2, 3"""
                .formatted(sweepId));
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }
}
