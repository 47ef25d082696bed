package dev.promptlooper.standalone.runtime;

import dev.promptlooper.contracts.access.ExposedPort;
import dev.promptlooper.standalone.StartFailure;
import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;

/// Where the ports of web and MCP listen.
///
/// @param address loopback, one of this machine's, or the wildcard
public record BindAddress(InetAddress address) {

    /// This machine only.
    public static final BindAddress LOOPBACK = new BindAddress(InetAddress.getLoopbackAddress());

    /// From `--bind`, else `BIND_ADDRESS`, else loopback.
    ///
    /// @throws StartFailure when it is none, or others could reach it and nothing is configured to keep them out
    static BindAddress of(@Nullable String option, Map<String, String> environment) {
        String text = option != null ? option : environment.getOrDefault("BIND_ADDRESS", "");
        if (text.isBlank()) {
            return LOOPBACK;
        }
        if (!text.matches("[0-9a-fA-F.:]+")) {
            throw new StartFailure("--bind '" + text + "' is no address; give one like 127.0.0.1 or 0.0.0.0");
        }
        try {
            ExposedPort.check(text, environment, ExposedPort.Need.values());
            return new BindAddress(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            throw new StartFailure("--bind '" + text + "' is no address; give one like 127.0.0.1 or 0.0.0.0", e);
        } catch (IllegalArgumentException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /// Host under which this machine itself reaches the ports, as in a URL.
    String host() {
        if (address.isAnyLocalAddress() || address.isLoopbackAddress()) {
            return "127.0.0.1";
        }
        String text = address.getHostAddress();
        return text.contains(":") ? "[" + text + "]" : text;
    }

    /// The environment with this address as one of the server's names: an address, unlike a name, cannot be rebound.
    Map<String, String> named(Map<String, String> environment) {
        Map<String, String> more = new HashMap<>(environment);
        more.merge("PROMPTLOOPER_ALLOWED_HOSTS", host(), (names, host) -> names + "," + host);
        return more;
    }
}
