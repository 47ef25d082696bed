package dev.promptlooper.contracts.access;

import dev.promptlooper.contracts.http.AllowedHosts;

import java.util.Locale;
import java.util.Map;

/// Under which names a door may be addressed.
///
/// @param hosts     names of this server
/// @param publicUrl origin that browsers see where a proxy is in between, for example `https://bench.example`; or empty
public record DoorSettings(AllowedHosts hosts, String publicUrl) {

    /// From `PROMPTLOOPER_ALLOWED_HOSTS` and `PROMPTLOOPER_PUBLIC_URL`.
    public static DoorSettings fromEnvironment(Map<String, String> environment) {
        return new DoorSettings(AllowedHosts.fromEnvironment(environment),
                environment.getOrDefault("PROMPTLOOPER_PUBLIC_URL", "")
                        .strip()
                        .replaceFirst("/+$", "")
                        .toLowerCase(Locale.ROOT));
    }
}
