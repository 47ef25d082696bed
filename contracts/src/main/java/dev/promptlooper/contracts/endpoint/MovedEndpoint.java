package dev.promptlooper.contracts.endpoint;

import java.util.Locale;
import java.util.Map;

/// Gives a configured endpoint another address without handing its key to whoever is there: a key is bound to the scheme, host and
/// port that it was configured beside. Pure.
public final class MovedEndpoint {

    private MovedEndpoint() {}

    /// The variable that gives the address.
    public static String urlVariable(String name) {
        return variable(name, "URL");
    }

    /// The variable that gives a moved endpoint its key anew: a reference, or `none`.
    public static String keyVariable(String name) {
        return variable(name, "KEY");
    }

    /// @param environment where [#keyVariable] is looked for
    /// @throws IllegalArgumentException when the address is malformed, or key or headers would go to another host and no key is
    ///                                  given anew; the message shows references, never keys
    public static Endpoint move(Endpoint endpoint, String url, Map<String, String> environment) {
        Endpoint moved = endpoint.withBaseUrl(url);
        if (moved.origin().equals(endpoint.origin())) {
            return moved;
        }
        String given = environment.getOrDefault(keyVariable(endpoint.name()), "").strip();
        if (!given.isEmpty()) {
            return moved.withApiKey(given.equals("none") ? null : reference(endpoint.name(), given));
        }
        if (endpoint.apiKey() == null && endpoint.headers().isEmpty()) {
            return moved;
        }
        throw new IllegalArgumentException(
                "endpoint '" + endpoint.name() + "' would move from " + endpoint.origin() + " to "
                        + moved.origin() + ", but its "
                        + (endpoint.apiKey() == null ? "headers are" : "key (" + endpoint.apiKey() + ") is")
                        + " bound to the host it was configured for; set " + keyVariable(endpoint.name())
                        + "=env:NAME to give the new host a key (the same one, if you trust it with that), or "
                        + keyVariable(endpoint.name()) + "=none to call it without key and headers");
    }

    private static SecretRef reference(String name, String given) {
        try {
            return SecretRef.parse(given);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(keyVariable(name) + ": " + e.getMessage() + ", or 'none'", e);
        }
    }

    private static String variable(String name, String what) {
        return "PROMPTLOOPER_ENDPOINT_" + name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_" + what;
    }
}
