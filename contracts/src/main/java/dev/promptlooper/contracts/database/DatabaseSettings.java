package dev.promptlooper.contracts.database;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Where PostgreSQL is. [#toString()] never shows the password.
///
/// @param jdbcUrl  `jdbc:postgresql://host:port/database`
/// @param user     role
/// @param password its password, may be empty
public record DatabaseSettings(String jdbcUrl, String user, String password) {

    /// From `DATABASE_URL` (`postgresql://user:password@host:port/database` or a JDBC URL); a JDBC URL takes user and password
    /// from `DATABASE_USER` and `DATABASE_PASSWORD`.
    public static DatabaseSettings fromEnvironment(Map<String, String> environment) {
        String url = environment.getOrDefault("DATABASE_URL", "");
        if (url.isBlank()) {
            throw new IllegalArgumentException(
                    "DATABASE_URL is not set; give postgresql://user:password@host:5432/database, or start standalone, which brings PostgreSQL");
        }
        return parse(url, environment.getOrDefault("DATABASE_USER", "promptlooper"),
                environment.getOrDefault("DATABASE_PASSWORD", ""));
    }

    /// @throws IllegalArgumentException when it is neither form; the URL is not repeated, it may hold a password
    public static DatabaseSettings parse(String url, String defaultUser, String defaultPassword) {
        if (url.startsWith("jdbc:postgresql:")) {
            return new DatabaseSettings(url, defaultUser, defaultPassword);
        }
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "DATABASE_URL is not a URL; give postgresql://user:password@host:5432/database and percent-encode special characters");
        }
        if (uri.getHost() == null || !("postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(
                    "DATABASE_URL must look like postgresql://user:password@host:5432/database");
        }
        String user = defaultUser;
        String password = defaultPassword;
        if (uri.getRawUserInfo() != null) {
            String[] parts = uri.getRawUserInfo().split(":", 2);
            user = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
            password = parts.length == 2 ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8) : defaultPassword;
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String jdbc = "jdbc:postgresql://" + uri.getHost() + ":" + (uri.getPort() == -1 ? 5432 : uri.getPort())
                + uri.getRawPath() + query;
        return new DatabaseSettings(jdbc, user, password);
    }

    @Override
    public String toString() {
        return jdbcUrl.replaceAll("(?i)(password=)[^&]*", "$1***") + " as " + user;
    }
}
