package dev.promptlooper.contracts.access;

/// Names of the two cookies of the dashboard. Over https they carry the prefix with which browsers refuse them from anybody
/// but this very host over https; a cookie with the other name does not count there.
public final class SessionCookies {

    /// Path of the refresh cookie, so that it travels with nothing else.
    public static final String REFRESH_PATH = "/api/v1/auth";

    private static final String SESSION = "promptlooper_session";
    private static final String REFRESH = "promptlooper_refresh";

    private SessionCookies() {}

    /// @param https whether browsers speak https with this server, see [#isHttps]
    public static String session(boolean https) {
        return https ? "__Host-" + SESSION : SESSION;
    }

    /// Has a path, which the stricter prefix does not allow.
    public static String refresh(boolean https) {
        return https ? "__Secure-" + REFRESH : REFRESH;
    }

    /// @param secure    whether the request came over https, as far as the server knows
    /// @param publicUrl `PROMPTLOOPER_PUBLIC_URL`, or blank: what browsers see where a proxy ends https
    public static boolean isHttps(boolean secure, String publicUrl) {
        return secure || publicUrl.startsWith("https:");
    }
}
