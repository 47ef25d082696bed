package dev.promptlooper.contracts.access;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Ports that others can reach: nothing listens there before the operator has said who may come in, and under which name.
public final class ExposedPort {

    /// What a port needs, and the variables of which either says it; the second is the one to recommend.
    public enum Need {
        SIGNING_KEY("PROMPTLOOPER_SIGNING_KEY", "PROMPTLOOPER_SIGNING_KEY_FILE"), ADMIN("PROMPTLOOPER_ADMIN_PASSWORD",
                "PROMPTLOOPER_ADMIN_PASSWORD_FILE"), NAMES("PROMPTLOOPER_ALLOWED_HOSTS", "PROMPTLOOPER_ALLOWED_HOSTS");

        private final String variable;
        private final String recommended;

        Need(String variable, String recommended) {
            this.variable = variable;
            this.recommended = recommended;
        }

        private boolean isMissing(Map<String, String> environment) {
            return environment.getOrDefault(variable, "").isBlank()
                    && environment.getOrDefault(recommended, "").isBlank();
        }
    }

    private ExposedPort() {}

    /// Checks `BIND_ADDRESS`.
    ///
    /// @throws IllegalArgumentException when others can reach it and something is missing, in one line that says what to set
    public static void check(Map<String, String> environment, Need... needs) {
        check(environment.getOrDefault("BIND_ADDRESS", ""), environment, needs);
    }

    /// @param address where a port is about to listen, as a literal; blank is loopback
    /// @throws IllegalArgumentException as above
    public static void check(String address, Map<String, String> environment, Need... needs) {
        List<String> missing = Arrays.stream(needs)
                .filter(need -> need.isMissing(environment))
                .map(need -> need.recommended)
                .toList();
        if (!isLoopback(address) && !missing.isEmpty()) {
            throw new IllegalArgumentException("BIND_ADDRESS " + address
                    + " can be reached by others, and nothing says who may come in; set " + String.join(", ", missing)
                    + ", or bind to 127.0.0.1");
        }
    }

    private static boolean isLoopback(String address) {
        return address.isBlank() || address.equals("localhost") || address.matches("127(\\.[0-9]{1,3}){3}")
                || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
    }
}
