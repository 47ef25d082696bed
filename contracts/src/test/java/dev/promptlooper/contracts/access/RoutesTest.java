package dev.promptlooper.contracts.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

class RoutesTest {

    private static final Routes ROUTES = Routes.parse("""
            # comment
            GET   /**                 anonymous
            GET   /api/**             nobody
            GET   /api/v1/things/{name}       read
            POST  /api/v1/things/lint         read
            POST  /api/v1/things/{name}       write   text/csv
            GET   /api/v1/things/{name}/all   run
            """);

    private static String found(String method, String path) {
        Route route = ROUTES.find(method, List.of(path.substring(1).split("/", -1)));
        return route == null ? "none" : route.pattern();
    }

    @Test
    void literalComesBeforeNameBeforeTheRest() {
        assertThat(found("POST", "/api/v1/things/lint")).isEqualTo("/api/v1/things/lint");
        assertThat(found("POST", "/api/v1/things/x")).isEqualTo("/api/v1/things/{name}");
        assertThat(found("GET", "/api/v1/things/lint")).as("the method counts").isEqualTo("/api/v1/things/{name}");
        assertThat(found("HEAD", "/api/v1/things/lint")).isEqualTo("/api/v1/things/{name}");
        assertThat(found("GET", "/api/v1/things/lint/all")).isEqualTo("/api/v1/things/{name}/all");
        assertThat(found("GET", "/sweeps/7")).isEqualTo("/**");
        assertThat(found("GET", "/")).isEqualTo("/**");
        assertThat(found("POST", "/sweeps/7")).isEqualTo("none");
        assertThat(found("GET", "/api/v1/other")).isEqualTo("none");
        assertThat(found("GET", "/api/v1/things/")).isEqualTo("none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /a", "FETCH /a read", "GET a read", "GET /a reader", "GET /**/a read",
        "GET /a read\nGET /a write"})
    void malformedTablesAreRefused(String table) {
        assertThatThrownBy(() -> Routes.parse(table)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void questionsAreNotWrites() {
        Map<String, Boolean> recorded = new java.util.TreeMap<>();
        ROUTES.all().forEach(route -> recorded.put(route.name(), route.recorded()));
        assertThat(recorded).containsEntry("POST /api/v1/things/{name}", true)
                .containsEntry("POST /api/v1/things/lint", false)
                .containsEntry("GET /api/v1/things/{name}", false);
    }

    @Test
    void pathsAreReadAsTheyAreWritten() {
        assertThat(RequestPath.segments("/api/v1/a%20b/%C3%A4+1")).isEqualTo(Arrays.asList("api", "v1", "a b", "ä+1"));
        assertThat(RequestPath.segments("/")).isEqualTo(List.of(""));
        assertThat(RequestPath.segments(null)).isNull();
        assertThat(RequestPath.segments("*")).isNull();
    }

    @Test
    void s02PortsThatOthersReachNeedKeyAdminAndNames() {
        ExposedPort.Need[] all = ExposedPort.Need.values();
        ExposedPort.check("127.0.0.1", Map.of(), all);
        ExposedPort.check(Map.of(), all);
        assertThatThrownBy(() -> ExposedPort.check(Map.of("BIND_ADDRESS", "0.0.0.0"), all))
                .hasMessageContaining("PROMPTLOOPER_SIGNING_KEY_FILE, PROMPTLOOPER_ADMIN_PASSWORD_FILE, "
                        + "PROMPTLOOPER_ALLOWED_HOSTS");
        for (String address : List.of("0.0.0.0", "::", "192.168.1.5", "127.0.0.1.evil.test", "example")) {
            assertThatThrownBy(() -> ExposedPort.check(address, Map.of(), all)).as(address)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        ExposedPort.check("0.0.0.0", Map.of("PROMPTLOOPER_SIGNING_KEY", "x", "PROMPTLOOPER_ADMIN_PASSWORD_FILE", "y",
                "PROMPTLOOPER_ALLOWED_HOSTS", "bench.lan"), all);
    }
}
