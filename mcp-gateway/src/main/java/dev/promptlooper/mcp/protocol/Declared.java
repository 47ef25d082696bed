package dev.promptlooper.mcp.protocol;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a client says it can be asked.
///
/// @param capabilities as the client declared them
public record Declared(ObjectNode capabilities) {

    /// Whether it has declared a capability. Of `elicitation` it means forms, the only kind asked for here: a client that only
    /// opens addresses cannot show one. An empty declaration is one of forms.
    public boolean has(String capability) {
        JsonNode declared = capabilities.path(capability);
        return declared.isObject()
                && (!capability.equals("elicitation") || declared.has("form") || !declared.has("url"));
    }
}
