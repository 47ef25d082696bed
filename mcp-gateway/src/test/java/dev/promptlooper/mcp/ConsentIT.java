package dev.promptlooper.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.access.SigningKey;
import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.mcp.testkit.GatewayUnderTest;
import dev.promptlooper.mcp.testkit.PricedApi;
import dev.promptlooper.mcp.testkit.RunningGateway;
import dev.promptlooper.mcp.testkit.StandInApi;
import dev.promptlooper.mcp.testkit.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/// What an agreement is bound to, on the wire of 2026-07-28.
class ConsentIT {

    private static final SigningKey INSTANCE = SigningKey.of("the signing key of one installation 0123456789");
    private static final SigningKey ANOTHER = SigningKey.of("the signing key of another installation 0123456");

    @RegisterExtension
    private static final GatewayUnderTest GATEWAY = GatewayUnderTest.production(PricedApi::prepare);

    private static ObjectNode promote() {
        ObjectNode params = Wire.params("{\"name\":\"promote_prompt\"}");
        params.set("arguments", Json.MAPPER.readTree(PricedApi.PROMOTE));
        return params;
    }

    /// The same request with the user's consent to everything that was asked.
    private static ObjectNode agreed(JsonNode asked) {
        ObjectNode params = promote().put("requestState", asked.path("requestState").asString(""));
        ObjectNode responses = params.putObject("inputResponses");
        asked.path("inputRequests")
                .propertyNames()
                .forEach(name -> responses.putObject(name)
                        .put("action", "accept")
                        .putObject("content")
                        .put("confirm", true));
        return params;
    }

    private static boolean isAsked(Wire.Reply reply) {
        return reply.body().path("result").path("resultType").asString("").equals("input_required");
    }

    private static long moves(StandInApi api) {
        return PricedApi.changes(api).size();
    }

    @Test
    void questionIsAFormWithOneAnswer() {
        // When
        JsonNode asked = GATEWAY.wire(PricedApi.KEY).asking("tools/call", promote()).body().path("result");
        // Then
        JsonNode question = asked.path("inputRequests").valueStream().findFirst().orElseThrow();
        assertThat(question.path("method").asString("")).isEqualTo("elicitation/create");
        assertThat(question.path("params").path("mode").asString("")).isEqualTo("form");
        assertThat(question.path("params").path("requestedSchema").path("properties").propertyNames())
                .containsExactly("confirm");
        assertThat(asked.path("requestState").asString("")).isNotEmpty();
    }

    @Test
    void answerThatNobodyWasAskedForCountsAsNone() {
        // Given
        Wire wire = GATEWAY.wire(PricedApi.KEY);
        ObjectNode forged = agreed(wire.asking("tools/call", promote()).body().path("result"));
        forged.remove(List.of("requestState"));
        long before = moves(GATEWAY.api());
        // When
        Wire.Reply reply = wire.asking("tools/call", forged);
        // Then
        assertThat(isAsked(reply)).isTrue();
        assertThat(moves(GATEWAY.api())).isEqualTo(before);
    }

    @Test
    void labelThatWasMovedMeanwhileIsAskedForAgain() {
        // Given
        Wire wire = GATEWAY.wire(PricedApi.KEY);
        JsonNode first = wire.asking("tools/call", promote()).body().path("result");
        long before = moves(GATEWAY.api());
        // When
        PricedApi.labelPointsAt(GATEWAY.api(), 4);
        Wire.Reply again = wire.asking("tools/call", agreed(first));
        // Then
        assertThat(isAsked(again)).isTrue();
        assertThat(again.text()).contains("instead of version 4");
        assertThat(moves(GATEWAY.api())).isEqualTo(before);
        assertThat(wire.asking("tools/call", agreed(again.body().path("result"))).said()).contains("to_version");
        assertThat(moves(GATEWAY.api())).isEqualTo(before + 1);
        PricedApi.labelPointsAt(GATEWAY.api(), 3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{} | true", "{'form':{}} | true",
        "{'form':{},'url':{}} | true", "{'url':{}} | false"})
    void clientThatShowsNoFormsIsNotAsked(String declared, boolean asked) {
        // Given
        ObjectNode params = promote();
        ObjectNode meta = Wire.meta();
        ((ObjectNode) meta.path("io.modelcontextprotocol/clientCapabilities")).set("elicitation",
                Json.MAPPER.readTree(declared.replace('\'', '"')));
        params.set("_meta", meta);
        ObjectNode message = Wire.message("tools/call", params);
        // When
        Wire.Reply reply = GATEWAY.wire(PricedApi.KEY).post(Json.write(message), Wire.headers(message));
        // Then
        assertThat(isAsked(reply)).isEqualTo(asked);
    }

    @Test
    void anotherProcessOfTheSameInstanceGoesOnWithTheQuestion() throws Exception {
        try (StandInApi api = StandInApi.start()) {
            // Given
            PricedApi.prepare(api);
            JsonNode asked;
            try (RunningGateway first = RunningGateway.production(api, INSTANCE)) {
                asked = new Wire(first.url() + "/mcp", PricedApi.KEY).asking("tools/call", promote())
                        .body()
                        .path("result");
            }
            // When
            Wire.Reply foreign;
            try (RunningGateway other = RunningGateway.production(api, ANOTHER)) {
                foreign = new Wire(other.url() + "/mcp", PricedApi.KEY).asking("tools/call", agreed(asked));
            }
            Wire.Reply own;
            try (RunningGateway second = RunningGateway.production(api, INSTANCE)) {
                own = new Wire(second.url() + "/mcp", PricedApi.KEY).asking("tools/call", agreed(asked));
            }
            // Then
            assertThat(foreign.status()).isEqualTo(400);
            assertThat(foreign.code()).isEqualTo(-32602);
            assertThat(own.said()).contains("\"to_version\"");
            assertThat(PricedApi.changes(api)).hasSize(1);
        }
    }
}
