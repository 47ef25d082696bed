package dev.promptlooper.standalone.bench;

import dev.promptlooper.contracts.database.DatabaseSettings;
import dev.promptlooper.standalone.database.EmbeddedPostgresServer;
import dev.promptlooper.standalone.runtime.DataDirectory;
import dev.promptlooper.standalone.runtime.Servers;
import dev.promptlooper.standalone.runtime.StandaloneOptions;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Kafka and PostgreSQL of an instance whose services do not run here: to the instance under test they are external servers.
/// PostgreSQL can be taken away and brought back.
final class ForeignServers implements AutoCloseable {

    private final DataDirectory data;
    private final Servers servers;
    private @Nullable EmbeddedPostgresServer postgres;

    private ForeignServers(DataDirectory data, Servers servers) {
        this.data = data;
        this.servers = servers;
        this.postgres = servers.postgres();
    }

    static ForeignServers start(Path folder) {
        DataDirectory data = DataDirectory.open(folder);
        return new ForeignServers(data,
                Servers.start(data, StandaloneOptions.ephemeral(folder, Map.of()), reason -> {}));
    }

    /// The variables that name them.
    Map<String, String> environment() {
        DatabaseSettings database = servers.database();
        return Map.of("KAFKA_BOOTSTRAP_SERVERS", servers.bootstrapServers(), "DATABASE_URL",
                database.jdbcUrl()
                        .replace("jdbc:postgresql://",
                                "postgresql://" + database.user() + ":" + database.password() + "@"));
    }

    /// How many partitions each member of a group has, fewest first.
    List<Integer> partitionsByMember(String group) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()))) {
            return admin.describeConsumerGroups(List.of(group))
                    .all()
                    .get()
                    .values()
                    .stream()
                    .flatMap(described -> described.members().stream())
                    .map(member -> member.assignment().topicPartitions().size())
                    .sorted()
                    .toList();
        }
    }

    /// Ends every connection and stops the database.
    void stopDatabase() {
        if (postgres != null) {
            postgres.close();
            postgres = null;
        }
    }

    /// Starts it again where it was.
    void startDatabase() {
        int port = URI.create(servers.database().jdbcUrl().substring("jdbc:".length())).getPort();
        postgres = EmbeddedPostgresServer.start(data.root(), data.logs().resolve("postgres.log"), port);
    }

    @Override
    public void close() {
        stopDatabase();
        servers.close();
        data.close();
    }
}
