package dev.promptlooper.producer.space;

import static dev.promptlooper.producer.space.Sweeps.sweep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.Candidate;
import dev.promptlooper.contracts.event.DatasetCase;
import dev.promptlooper.contracts.hash.CanonicalJson;
import dev.promptlooper.contracts.hash.ConfigHash;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Limits;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

class RequestFactoryTest {

    private static final String URL = "http://127.0.0.1:1/v1";

    private static Request request(SweepDefinition definition, Map<String, Object> vars) {
        Point point = CandidateSpace.of(definition).at(0);
        return new RequestFactory(definition, Limits.DEFAULT).at(point)
                .request(new DatasetCase("c", 0, vars, null, Map.of()), URL, 0);
    }

    @Test
    void bodyIsCanonicalJsonWhateverTheParametersAreCalled() {
        // Given
        SweepDefinition definition = sweep("s").param("zeta", 1.0)
                .param("response_format", Map.of("value", Map.of("type", "json_object")))
                .param("messages_limit", 3)
                .param("a", List.of("x"))
                .param("modes", List.of(true))
                .build();
        // When
        Request.Ready ready = (Request.Ready) request(definition, Map.of("question", "\"quoted\"\n{{x}}"));
        // Then
        assertThat(ready.body()).isEqualTo(CanonicalJson.canonicalize(ready.body()))
                .contains("\"zeta\":1")
                .contains("{{x}}");
        assertThat(ready.configHash()).isEqualTo(ConfigHash.of(ready.body(), URL, 0));
        assertThat(ready.promptTokens()).isPositive();
    }

    @Test
    void hugeRequestAndMissingVariableAreInvalid() {
        // When
        Request huge = request(sweep("s").build(), Map.of("question", "ä".repeat(600_000)));
        Request missing = request(sweep("s").build(), Map.of("other", "x"));
        // Then
        assertThat(((Request.Invalid) huge).message()).contains("1048576 bytes");
        assertThat(((Request.Invalid) missing).message()).contains("question").contains("other");
    }

    @Test
    void candidateIdIsTheHashOfItsCanonicalForm() {
        // Given
        SweepDefinition definition = sweep("s").param("temperature", 0.5).param("max_tokens", 256).build();
        // When
        Candidate candidate = new CandidateFactory(definition).candidate(0, CandidateSpace.of(definition).at(0));
        // Then
        assertThat(candidate.id())
                .isEqualTo(ConfigHash.sha256(CanonicalJson.write(Map.of("endpoint", "local", "messages",
                        definition.prompts().getFirst().messages(), "model", "m", "params",
                        Map.of("temperature", 0.5, "max_tokens", 256), "prompt", "p"))).substring(0, 16));
    }

    @Test
    void tokensAreEstimatedOnTheSafeSideForOtherScripts() {
        assertThat(TokenEstimate.of("")).isZero();
        assertThat(TokenEstimate.of("four")).isEqualTo(1);
        assertThat(TokenEstimate.of("five5")).isEqualTo(2);
        assertThat(TokenEstimate.of("日本語😀")).isEqualTo(4);
        assertThat(List.of(TokenEstimate.of("a".repeat(4_000)))).containsExactly(1_000L);
    }
}
