package dev.promptlooper.executor.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.event.FailureClass;
import dev.promptlooper.contracts.event.Usage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class CompletionParserTest {

    private final CompletionParser parser = new CompletionParser(1_000);

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"hi\"|hi", "\"\"|''", "null|''",
        "[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"image_url\"},{\"type\":\"text\",\"text\":\"b\"}]|ab"})
    void contentIsReadInEveryForm(String content, String expected) {
        assertThat(succeeded("{\"choices\":[{\"message\":{\"content\":" + content + "}}]}").output())
                .isEqualTo(expected);
    }

    @Test
    void everythingWorthKeepingIsKept() {
        // When
        CallOutcome.Completion answer = succeeded("{\"model\":\"m-2026\",\"choices\":[{\"message\":{\"content\":null,"
                + "\"tool_calls\":[{\"id\":\"1\",\"function\":{\"name\":\"f\"}}]},\"finish_reason\":\"tool_calls\"}],"
                + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":0}}");
        // Then
        assertThat(answer).isEqualTo(new CallOutcome.Completion("", "[{\"id\":\"1\",\"function\":{\"name\":\"f\"}}]",
                "tool_calls", "m-2026", new Usage(5, 0, false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"prompt_tokens\":-1,\"completion_tokens\":3}",
        "{\"prompt_tokens\":1e300,\"completion_tokens\":3}", "{\"prompt_tokens\":\"7\"}", "[]", "17"})
    void unusableUsageIsEstimatedAndSaidSo(String usage) {
        assertThat(succeeded("{\"choices\":[{\"message\":{\"content\":\"12345678\"}}],\"usage\":" + usage + "}").usage()
                .estimated()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html></html>", "{\"choices\":[{\"mess", "[]", "null", "\"text\"", "{}",
        "{\"choices\":[]}", "{\"choices\":{}}", "{\"choices\":[null]}", "{\"choices\":[{\"message\":\"hi\"}]}",
        "{\"choices\":[{\"message\":{\"content\":\"a\"}}]} trailing {"})
    void whatIsNoCompletionIsMalformed(String body) {
        // When
        CallOutcome outcome = parse(body);
        // Then
        if (!body.endsWith("trailing {")) {
            assertThat(outcome).isInstanceOfSatisfying(CallOutcome.Failed.class,
                    failed -> assertThat(failed.failure()).isEqualTo(FailureClass.MALFORMED_RESPONSE));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"code\":429}|RATE_LIMITED",
        "{\"code\":\"rate_limit_exceeded\"}|RATE_LIMITED",
        "{\"message\":\"boom\"}|SERVER_ERROR", "\"boom\"|SERVER_ERROR", "{\"status\":400}|BAD_REQUEST"})
    void errorInsideASuccessIsAFailure(String error, FailureClass expected) {
        assertThat(parse("{\"error\":" + error + "}")).isInstanceOfSatisfying(CallOutcome.Failed.class,
                failed -> assertThat(failed.failure()).isEqualTo(expected));
    }

    @Test
    void secretsAreTakenOutOfWhatEndpointsSay() {
        // Given
        Redaction redaction = new Redaction();
        redaction.hide("hunter2-very-secret");
        // Then
        assertThat(redaction.clean("key hunter2-very-secret, Bearer abc.def, sk-proj-abcdef123, line\nbreak"))
                .doesNotContain("hunter2", "abc.def", "abcdef123")
                .doesNotContain("\n")
                .contains("***");
    }

    private CallOutcome.Completion succeeded(String body) {
        CallOutcome outcome = parse(body);
        assertThat(outcome).isInstanceOf(CallOutcome.Succeeded.class);
        return ((CallOutcome.Succeeded) outcome).answer();
    }

    private CallOutcome parse(String body) {
        return parser.parse(body.getBytes(StandardCharsets.UTF_8), 200, 400);
    }
}
