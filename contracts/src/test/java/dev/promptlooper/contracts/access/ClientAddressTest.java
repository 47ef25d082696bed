package dev.promptlooper.contracts.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

class ClientAddressTest {

    private static String of(String proxies, String peer, String... forwarded) {
        List<String> headers = Arrays.asList(forwarded);
        HttpServletRequest request = (HttpServletRequest) Proxy.newProxyInstance(
                ClientAddressTest.class.getClassLoader(),
                new Class<?>[]{HttpServletRequest.class}, (_, method, arguments) -> switch (method.getName()) {
                    case "getRemoteAddr" -> peer;
                    case "getHeaders" -> "X-Forwarded-For".equals(arguments[0])
                            ? Collections.enumeration(headers)
                            : Collections.emptyEnumeration();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return ClientAddress.fromEnvironment(Map.of(ClientAddress.VARIABLE, proxies)).of(request);
    }

    @ParameterizedTest
    @CsvSource({"''", "10.0.0.5", "10.0.0.0/24"})
    void s05HeaderOfAnybodyElseIsNotBelieved(String proxies) {
        assertThat(of(proxies, "203.0.113.9", "198.51.100.1")).isEqualTo("203.0.113.9");
    }

    @Test
    void s05NamedProxyTellsTheClient() {
        assertThat(of("10.0.0.5", "10.0.0.5", "198.51.100.1")).isEqualTo("198.51.100.1");
        assertThat(of("10.0.0.0/24, 10.9.9.9", "10.0.0.77", "198.51.100.1, 10.9.9.9")).isEqualTo("198.51.100.1");
        assertThat(of("fd12::/16", "fd12:0:0:0:0:0:0:5", "2001:db8::1")).isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(of("10.0.0.5", "10.0.0.5", "198.51.100.1", "198.51.100.2")).isEqualTo("198.51.100.2");
    }

    @Test
    void s05WhatTheClientWroteItselfIsNotBelieved() {
        assertThat(of("10.0.0.5", "10.0.0.5", "1.2.3.4, 198.51.100.1")).isEqualTo("198.51.100.1");
        assertThat(of("10.0.0.5", "10.0.0.5", "10.0.0.5, 198.51.100.1")).isEqualTo("198.51.100.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unknown", "example.test", "1.2.3.4, ", "1.2.3.4, _hidden", "1.2.3.4, x\"y",
        "999.1.1.1"})
    void withoutAReadableAddressItIsTheProxy(String header) {
        assertThat(of("10.0.0.5", "10.0.0.5", header)).isEqualTo("10.0.0.5");
        assertThat(of("10.0.0.5", "10.0.0.5")).isEqualTo("10.0.0.5");
    }

    @Test
    void longHeaderIsReadFromItsEndOnly() {
        assertThat(of("10.0.0.0/8", "10.0.0.5", "1.2.3.4, " + "10.0.0.6, ".repeat(5_000) + "10.0.0.7"))
                .isEqualTo("10.0.0.6");
    }

    @ParameterizedTest
    @CsvSource({"172.33.0.200/32, 172.33.0.200, true", "172.33.0.200/31, 172.33.0.201, true",
        "172.33.0.200/31, 172.33.0.202, false", "172.33.0.0/20, 172.33.15.255, true",
        "172.33.0.0/20, 172.33.16.0, false",
        "10.0.0.0/8, ::1, false"})
    void networkIsItsFirstBits(String network, String peer, boolean trusted) {
        assertThat(of(network, peer, "198.51.100.1").equals("198.51.100.1")).isEqualTo(trusted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"web", "10.0.0.0/33", "10.0.0.0/", "0.0.0.0/0", "10.0.0.0/-8", "10.0.0.0/24/3", "::/4",
        "*"})
    void otherEntryStopsTheStart(String entry) {
        assertThatIllegalArgumentException().isThrownBy(() -> of("10.0.0.5 " + entry, "10.0.0.5"))
                .withMessageContaining(ClientAddress.VARIABLE)
                .withMessageContaining("'" + entry + "'");
    }
}
