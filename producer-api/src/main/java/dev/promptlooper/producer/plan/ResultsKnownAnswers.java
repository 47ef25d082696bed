package dev.promptlooper.producer.plan;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

import javax.sql.DataSource;

/// Known answers as the projection has them in `results.response`. A little behind the cache itself, which is good enough for
/// an estimate. Thread-safe.
public final class ResultsKnownAnswers implements KnownAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(ResultsKnownAnswers.class);
    private static final int PAGE = 2_000;
    private static final int TIMEOUT_SECONDS = 10;
    private static final String SQL = "SELECT count(*) FROM results.response WHERE config_hash = ANY (?)";

    private final DataSource database;

    public ResultsKnownAnswers(DataSource database) {
        this.database = database;
    }

    @Override
    public OptionalLong countKnown(Collection<String> hashes) {
        List<String> all = new ArrayList<>(hashes);
        long known = 0;
        try (Connection connection = database.getConnection();
                PreparedStatement count = connection.prepareStatement(SQL)) {
            count.setQueryTimeout(TIMEOUT_SECONDS);
            for (int from = 0; from < all.size(); from += PAGE) {
                List<String> page = all.subList(from, Math.min(all.size(), from + PAGE));
                Array array = connection.createArrayOf("text", page.toArray(String[]::new));
                count.setArray(1, array);
                try (ResultSet row = count.executeQuery()) {
                    row.next();
                    known += row.getLong(1);
                }
                array.free();
            }
            return OptionalLong.of(known);
        } catch (SQLException e) {
            // The schema is the projector's and disposable: it may not be there yet.
            LOG.debug("known answers cannot be counted: {}", e.getMessage());
            return OptionalLong.empty();
        }
    }
}
