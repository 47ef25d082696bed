package dev.promptlooper.producer.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.promptlooper.contracts.access.Role;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import java.time.Instant;
import java.util.List;

class SessionAnswersTest {

    private static final Sessions.Opened OPENED = new Sessions.Opened("ada", Role.VIEWER, "TOKEN", "REFRESH",
            Instant.EPOCH);

    @Test
    void s05CookiesOverHttpsAreHeldToThisHost() {
        MockHttpServletRequest overHttps = new MockHttpServletRequest();
        overHttps.setSecure(true);
        for (List<String> cookies : List.of(cookies("", overHttps),
                cookies("https://looper.example", new MockHttpServletRequest()))) {
            assertThat(cookies).hasSize(2)
                    .allSatisfy(cookie -> assertThat(cookie).contains("; Secure")
                            .contains("; HttpOnly")
                            .contains("; SameSite=Strict")
                            .doesNotContain("Domain"));
            assertThat(cookies.getFirst()).startsWith("__Host-promptlooper_session=TOKEN;").contains("; Path=/;");
            assertThat(cookies.getLast()).startsWith("__Secure-promptlooper_refresh=REFRESH;");
        }
    }

    @Test
    void cookieWithTheNameForHttpDoesNotCountOverHttps() {
        // Given one that a neighbour on the same domain could have set
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setCookies(new jakarta.servlet.http.Cookie("promptlooper_refresh", "planted"));
        // Then
        assertThat(new SessionAnswers("https://looper.example").refreshToken(request)).isEmpty();
        assertThat(new SessionAnswers("").refreshToken(request)).contains("planted");
    }

    private static List<String> cookies(String publicUrl, MockHttpServletRequest request) {
        MockHttpServletResponse response = new MockHttpServletResponse();
        new SessionAnswers(publicUrl).give(OPENED, true, request, response);
        return response.getHeaders("Set-Cookie");
    }
}
