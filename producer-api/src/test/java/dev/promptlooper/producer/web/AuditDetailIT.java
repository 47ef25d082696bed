package dev.promptlooper.producer.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.producer.RunningApi;
import dev.promptlooper.producer.RunningApi.Answer;
import dev.promptlooper.producer.SharedApi;
import org.junit.jupiter.api.Test;

/// The test door answers with the detail that the audit log would get.
class AuditDetailIT {

    private static final RunningApi api = SharedApi.api();

    @Test
    void s46WritesTellWhatTheyChangedBeforeAndAfter() {
        // Given
        String secret = "a text that belongs to the prompt, not to the log";
        // Then
        assertThat(detail(api.post("/api/v1/prompts",
                "{\"name\": \"audited\", \"messages\": [{\"role\": \"user\", \"content\": \""
                        + secret + "\"}]}")))
                .startsWith("{\"prompt\":\"audited\",\"after\":{")
                .contains("\"version\":1")
                .doesNotContain(secret);
        assertThat(detail(api.put("/api/v1/prompts/audited/labels/best", "{\"version\": 1}")))
                .contains("\"before\":{\"label\":\"best\"}")
                .contains("\"label\":\"best\"");
        assertThat(detail(api.delete("/api/v1/prompts/audited/labels/best"))).contains("\"before\":{")
                .doesNotContain("after");
        assertThat(detail(api.upload("?name=audited&expected=answer", "text/csv", "question,answer\n1,2\n")))
                .startsWith("{\"dataset\":\"audited\",\"after\":{")
                .contains("\"cases\":1");
        Answer sweep = api.post("/api/v1/sweeps",
                "{\"prompts\": [\"audited\"], \"models\": [\"fake/m\"], \"dataset\": \"audited\", \"scorers\": [{\"type\": \"equals\"}]}");
        String id = sweep.json().path("sweepId").asString();
        assertThat(detail(sweep)).isEqualTo("{\"sweep\":\"" + id + "\",\"after\":{\"version\":1}}");
        assertThat(detail(api.post("/api/v1/sweeps/" + id + "/commands",
                "{\"op\": \"budget\", \"expectedVersion\": 1, \"budget\": {\"usd\": 3}}"))).contains(id)
                .contains("\"budget\":{\"usd\":3}");
        assertThat(detail(api.post("/api/v1/users", "{\"name\": \"audited\", \"role\": \"viewer\"}")))
                .contains("\"role\":\"viewer\"")
                .doesNotContain("token");
        assertThat(detail(api.post("/api/v1/keys", "{\"name\": \"k\", \"scopes\": [\"read\"]}"))).isEmpty();
    }

    private static String detail(Answer answer) {
        return answer.header("x-audit-detail");
    }
}
