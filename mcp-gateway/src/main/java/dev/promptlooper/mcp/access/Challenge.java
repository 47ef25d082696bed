package dev.promptlooper.mcp.access;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

import java.io.IOException;

/// Completes the `WWW-Authenticate` of the door for MCP clients: what is wrong with a token, in words, and, where there is an
/// issuer, where to read how to get one. Thread-safe.
public final class Challenge implements Filter {

    private static final String NAME = "WWW-Authenticate";

    private final ResourceMetadata metadata;

    public Challenge(ResourceMetadata metadata) {
        this.metadata = metadata;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request, response instanceof HttpServletResponse http ? new Completed(http) : response);
    }

    private final class Completed extends HttpServletResponseWrapper {

        Completed(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void setHeader(String name, String value) {
            super.setHeader(name, name.equalsIgnoreCase(NAME) ? completed(value) : value);
        }
    }

    private String completed(String challenge) {
        if (challenge.contains("insufficient_scope")) {
            return challenge.replaceAll("scope=\"(?!pl:)([a-z]+)\"", "scope=\"pl:$1\"");
        }
        String said = challenge.contains("invalid_token") && !challenge.contains("error_description")
                ? challenge + ", error_description=\"the credential is unknown, expired or revoked\""
                : challenge;
        return metadata.url().map(url -> said + ", resource_metadata=\"" + url + "\", scope=\"pl:read\"").orElse(said);
    }
}
