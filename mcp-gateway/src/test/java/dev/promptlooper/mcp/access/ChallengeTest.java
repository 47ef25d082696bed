package dev.promptlooper.mcp.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.json.Json;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.JsonNode;

import java.util.Optional;

class ChallengeTest {

    private static final String REALM = "Bearer realm=\"promptlooper\"";

    private static String completed(Optional<String> issuer, String challenge) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        new Challenge(ResourceMetadata.of("https://bench.example/mcp", issuer, "8401")).doFilter(
                new MockHttpServletRequest(), response,
                (request, wrapped) -> ((jakarta.servlet.http.HttpServletResponse) wrapped)
                        .setHeader("WWW-Authenticate", challenge));
        return String.valueOf(response.getHeader("WWW-Authenticate"));
    }

    @Test
    void clientsLearnWhereToGetATokenWhereThereIsAnIssuer() throws Exception {
        assertThat(completed(Optional.of("https://id.example"), REALM)).isEqualTo(REALM
                + ", resource_metadata=\"https://bench.example/.well-known/oauth-protected-resource/mcp\", scope=\"pl:read\"");
    }

    @Test
    void withoutAnIssuerNothingStartsADance() throws Exception {
        assertThat(completed(Optional.empty(), REALM)).isEqualTo(REALM);
        assertThat(completed(Optional.empty(), REALM + ", error=\"invalid_token\"")).contains("error_description=\"")
                .doesNotContain("resource_metadata");
    }

    @Test
    void missingScopeIsNamedAsInTokens() throws Exception {
        assertThat(
                completed(Optional.of("https://id.example"), REALM + ", error=\"insufficient_scope\", scope=\"run\""))
                .isEqualTo(REALM + ", error=\"insufficient_scope\", scope=\"pl:run\"");
    }

    @Test
    void documentNamesTheExactAddressAndItsIssuer() throws Exception {
        // Given
        ResourceMetadata metadata = ResourceMetadata.of("https://bench.example/mcp", Optional.of("https://id.example"),
                "8401");
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/.well-known/oauth-protected-resource/mcp");
        MockHttpServletResponse response = new MockHttpServletResponse();
        // When
        metadata.doGet(request, response);
        // Then
        JsonNode document = Json.MAPPER.readTree(response.getContentAsByteArray());
        assertThat(document.path("resource").asString("")).isEqualTo("https://bench.example/mcp");
        assertThat(document.path("authorization_servers").path(0).asString("")).isEqualTo("https://id.example");
        assertThat(document.path("scopes_supported").valueStream().map(JsonNode::asString))
                .doesNotContain("offline_access");
    }
}
