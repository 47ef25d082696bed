package dev.promptlooper.mcp.endpoint;

import dev.promptlooper.mcp.protocol.Versions;
import org.jspecify.annotations.Nullable;

/// Which protocol a request speaks.
enum Era {
    /// With sessions.
    LEGACY,
    /// Every request says all about itself.
    MODERN;

    /// A version header that is not one of the old ones is modern. Without such a header, anything else that only modern clients
    /// send makes it modern. With an old one, only a body that says otherwise does (and is refused for it): `Mcp-Method` beside
    /// an old version is ignored.
    ///
    /// @param version     header `MCP-Protocol-Version`
    /// @param method      header `Mcp-Method`
    /// @param bodyVersion `params._meta['io.modelcontextprotocol/protocolVersion']`
    static Era of(@Nullable String version, @Nullable String method, @Nullable String bodyVersion) {
        if (version == null) {
            return method != null || bodyVersion != null ? MODERN : LEGACY;
        }
        if (!Versions.WITH_SESSIONS.contains(version)) {
            return MODERN;
        }
        return bodyVersion != null && !Versions.WITH_SESSIONS.contains(bodyVersion) ? MODERN : LEGACY;
    }
}
