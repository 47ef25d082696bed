package dev.promptlooper.contracts.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointUrlTest {

    @ParameterizedTest
    @CsvSource({"HTTP://Localhost:80/v1/, http://localhost/v1",
        "https://api.example.org:443/v1, https://api.example.org/v1",
        "http://h:0080/v1, http://h/v1", "http://h:/v1, http://h/v1", "http://h, http://h", "http://h///, http://h",
        "http://h:11434/V1, http://h:11434/V1", "http://[::1]:1234/v1, http://[::1]:1234/v1",
        "http://[0:0:0:0:0:0:0:1], http://[::1]", "http://[2001:DB8::0:1]:80, http://[2001:db8::1]",
        "http://[1:0:0:2:0:0:0:3], http://[1:0:0:2::3]", "http://[1:0:2:3:4:5:6:7], http://[1:0:2:3:4:5:6:7]",
        "http://[::], http://[::]", "http://[1::], http://[1::]",
        "http://[::ffff:10.0.0.1]/v1, http://[::ffff:10.0.0.1]/v1",
        "http://[::ffff:a00:1]/v1, http://[::ffff:10.0.0.1]/v1", "http://bücher.example, http://xn--bcher-kva.example",
        "http://BÜCHER.example, http://xn--bcher-kva.example", "http://my_ollama:11434/v1, http://my_ollama:11434/v1",
        "http://h/%7eu/%c3%A9/%2f, http://h/~u/%C3%A9/%2F", "http://h/é, http://h/%C3%A9",
        "http://h/a/../b/./c, http://h/b/c", "http://h/.., http://h", "http://h/a//b, http://h/a//b",
        "http://h/openai/deployments/gpt-4o@1, http://h/openai/deployments/gpt-4o@1"})
    void addressesOfOneEndpointAreOneUrl(String url, String normal) {
        assertThat(EndpointUrl.normalize(url)).isEqualTo(normal);
        assertThat(EndpointUrl.normalize(normal)).as("normal form of the normal form").isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "h:11434/v1", "ftp://h", "file:///etc/passwd", "http://", "http:///v1",
        "http://h:0",
        "http://h:65536", "http://h:99999999999", "http://h:x", "http://[::1", "http://[::1::]",
        "http://[fe80::1%eth0]",
        "http://h/%zz", "http://h/%e", "http://h/%", "http://h/a b", "http://h h/", "http://h\u0000/", "http://h!/",
        "http://h/\u0001", "javascript:alert(1)"})
    void whatIsNoBaseUrlIsRefusedWithAnExample(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> EndpointUrl.normalize(url))
                .withMessageMatching("(?s).*(write|must be).*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://user:CANARY@h/v1", "http://CANARY@h/v1", "https://h/v1?api-key=CANARY",
        "https://h/v1#CANARY", "http://us er:CANARY@h/v1", "user:CANARY@h", "https://h v1?k=CANARY"})
    void secretInAUrlIsRefusedAndNotRepeated(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> EndpointUrl.normalize(url))
                .satisfies(e -> assertThat(stack(e)).doesNotContain("CANARY"));
    }

    @Test
    void surroundingBlanksAreIgnored() {
        assertThat(EndpointUrl.normalize("  http://h/v1\n")).isEqualTo("http://h/v1");
    }

    private static String stack(Throwable error) {
        java.io.StringWriter text = new java.io.StringWriter();
        error.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
