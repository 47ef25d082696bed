package dev.promptlooper.contracts.hash;

import java.net.URI;
import java.util.Locale;

/// Normal form of an endpoint's base URL as it goes into the config hash: lower-case scheme and host, default port dropped, no
/// trailing slash, no user info, query or fragment. `HTTP://Localhost:80/v1/` and `http://localhost/v1` are one endpoint.
public final class EndpointUrl {

    private EndpointUrl() {}

    /// @throws IllegalArgumentException when it is not an absolute http or https URL, or carries user info, query or fragment
    public static String normalize(String url) {
        URI uri;
        try {
            uri = URI.create(url.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + url + "' is not a URL; write for example http://127.0.0.1:11434/v1", e);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "'" + url + "' is not an http(s) URL with a host; write for example http://127.0.0.1:11434/v1");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "a base URL has no user, query or fragment: give the key as a reference instead");
        }
        int port = uri.getPort();
        boolean defaultPort = port == -1 || port == (scheme.equals("https") ? 443 : 80);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (defaultPort ? "" : ":" + port) + path;
    }
}
