package dev.promptlooper.contracts.database;

import com.fasterxml.jackson.annotation.JsonIgnore;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where PostgreSQL is. [#toString()] never shows the password, and it is never written as JSON.
///
/// @param jdbcUrl  `jdbc:postgresql://host:port/database`
/// @param user     role
/// @param password its password, may be empty
public record DatabaseSettings(String jdbcUrl, String user, @JsonIgnore String password) {

    private static final String EXAMPLE = "postgresql://user:password@host:5432/database";
    // By hand, because java.net.URI knows no host names with an underscore, which containers have.
    private static final Pattern URL = Pattern.compile(
            "postgres(?:ql)?://(?:([^:@/?#]*)(?::([^@/?#]*))?@)?(\\[[^\\]]+]|[^:@/?#\\s]+)(?::([0-9]{1,5}))?/([^/?#\\s]+)(\\?[^#\\s]*)?");

    /// From `DATABASE_URL` (`postgresql://user:password@host:port/database` or a JDBC URL); a JDBC URL takes user and password
    /// from `DATABASE_USER` and `DATABASE_PASSWORD`.
    public static DatabaseSettings fromEnvironment(Map<String, String> environment) {
        String url = environment.getOrDefault("DATABASE_URL", "").strip();
        if (url.isEmpty()) {
            throw new IllegalArgumentException(
                    "DATABASE_URL is not set; give " + EXAMPLE + ", or start standalone, which brings PostgreSQL");
        }
        return parse(url, environment.getOrDefault("DATABASE_USER", "promptlooper"),
                environment.getOrDefault("DATABASE_PASSWORD", ""));
    }

    /// @throws IllegalArgumentException when it is neither form; the URL is not repeated, it may hold a password
    public static DatabaseSettings parse(String url, String defaultUser, String defaultPassword) {
        if (url.startsWith("jdbc:postgresql:")) {
            return new DatabaseSettings(url, defaultUser, defaultPassword);
        }
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "DATABASE_URL must look like " + EXAMPLE
                            + "; percent-encode special characters in user and password (@ is %40, / is %2F, # is %23)");
        }
        String port = parts.group(4) == null ? "5432" : parts.group(4);
        String query = parts.group(6) == null ? "" : parts.group(6);
        return new DatabaseSettings("jdbc:postgresql://" + parts.group(3) + ":" + port + "/" + parts.group(5) + query,
                parts.group(1) == null ? defaultUser : decoded(parts.group(1)),
                parts.group(2) == null ? defaultPassword : decoded(parts.group(2)));
    }

    /// Percent escapes only: a plus sign in a password is a plus sign, not the blank of a form.
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // The cause would quote a piece of the password.
            throw new IllegalArgumentException(
                    "DATABASE_URL has a % in user or password that starts no escape; write %25 for a percent sign");
        }
    }

    @Override
    public String toString() {
        return jdbcUrl.replaceAll("(?i)(password=)[^&]*", "$1***") + " as " + user;
    }
}
