package dev.promptlooper.contracts.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Ports that others can reach: nothing listens there before the operator has said who may come in, and under which name.
public final class ExposedPort {

    private ExposedPort() {}

    /// @param address where a port is about to listen, as a literal; blank is loopback
    /// @throws IllegalArgumentException when others can reach it and the environment lacks signing key, admin or names
    public static void check(String address, Map<String, String> environment) {
        if (isLoopback(address)) {
            return;
        }
        List<String> missing = new ArrayList<>();
        if (!SigningKey.isConfigured(environment)) {
            missing.add("PROMPTLOOPER_SIGNING_KEY_FILE");
        }
        if (isBlank(environment, "PROMPTLOOPER_ADMIN_PASSWORD")
                && isBlank(environment, "PROMPTLOOPER_ADMIN_PASSWORD_FILE")) {
            missing.add("PROMPTLOOPER_ADMIN_PASSWORD_FILE");
        }
        if (isBlank(environment, "PROMPTLOOPER_ALLOWED_HOSTS")) {
            missing.add("PROMPTLOOPER_ALLOWED_HOSTS");
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("BIND_ADDRESS " + address + " can be reached by others, and nothing says who "
                    + "may come in; set " + String.join(", ", missing) + ", or bind to 127.0.0.1");
        }
    }

    private static boolean isBlank(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, "").isBlank();
    }

    private static boolean isLoopback(String address) {
        return address.isBlank() || address.equals("localhost") || address.matches("127(\\.[0-9]{1,3}){3}")
                || address.equals("::1") || address.equals("0:0:0:0:0:0:0:1");
    }
}
