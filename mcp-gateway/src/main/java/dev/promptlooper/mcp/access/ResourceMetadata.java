package dev.promptlooper.mcp.access;

import dev.promptlooper.contracts.json.Json;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.util.Optional;

/// Tells clients where to get a token (RFC 9728), if there is an issuer. Where there is none it says so with 404: a client that
/// found a document would begin a dance that cannot end. Thread-safe.
public final class ResourceMetadata extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final String PATH = "/.well-known/oauth-protected-resource";

    private final String resource;
    private final transient Optional<String> issuer;

    private ResourceMetadata(String resource, Optional<String> issuer) {
        this.resource = resource;
        this.issuer = issuer;
    }

    /// @param publicUrl where clients find MCP (`…/mcp`), or empty for this machine
    /// @param port      of this machine
    public static ResourceMetadata of(String publicUrl, Optional<String> issuer, String port) {
        return new ResourceMetadata(publicUrl.isBlank() ? "http://localhost:" + port + "/mcp" : publicUrl.strip(),
                issuer);
    }

    /// Where the document is, if there is one.
    public Optional<String> url() {
        int path = resource.indexOf('/', resource.indexOf("//") + 2);
        return issuer.map(any -> path < 0
                ? resource + PATH
                : resource.substring(0, path) + PATH + resource.substring(path));
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String below = request.getRequestURI().substring(PATH.length());
        ObjectNode document = Json.MAPPER.createObjectNode();
        if (issuer.isPresent()) {
            document.put("resource", below.equals("/mcp/readonly") ? resource + "/readonly" : resource);
            document.putArray("authorization_servers").add(issuer.get());
            document.putArray("scopes_supported").add("pl:read").add("pl:write").add("pl:run");
            document.putArray("bearer_methods_supported").add("header");
        } else {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            document.put("error", "no_authorization_server")
                    .put("error_description",
                            "there is no OAuth here; send an API key of PromptLooper as Authorization: Bearer …");
        }
        byte[] body = Json.MAPPER.writeValueAsBytes(document);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
