package dev.promptlooper.contracts.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.promptlooper.contracts.endpoint.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class EgressGuardTest {

    private final List<String> asked = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.9", "100.64.0.1", "169.254.169.254",
        "169.254.1.2", "0.0.0.0", "224.0.0.1", "240.0.0.1", "::1", "::", "fd12::5", "fe80::1", "fd00:ec2::254",
        "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::", "168.63.129.16"})
    void s30NameThatLeadsInsideIsRefusedAndTheWayOutIsNamed(String address) {
        assertThatExceptionOfType(EgressRefused.class)
                .isThrownBy(() -> guard("", address).addresses("models.example", 8000))
                .withMessageContaining("models.example")
                .withMessageContaining(InetAddress.ofLiteral(address).getHostAddress())
                .withMessageContaining("LLM_ALLOWED_HOSTS=")
                .withMessageContaining(":8000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.1.", "[::1]", "10.1.2.3", "192.168.0.9", "172.16.9.9", "100.64.0.1",
        "[fd12::5]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "1.1.1.1", "[2606:4700::1111]"})
    void s30AddressThatTheOperatorWroteIsConnectedToWithoutAskingAnybody(String host) throws UnknownHostException {
        // When
        List<InetAddress> addresses = guard("", "9.9.9.9").addresses(host, 80);
        // Then
        assertThat(addresses).hasSize(1);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"169.254.169.254", "[fd00:ec2::254]", "[fe80::1]", "[::ffff:169.254.169.254]", "0.0.0.0",
        "[::]", "224.0.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16", "255.255.255.255", "[64:ff9b::7f00:1]",
        "[2002:a9fe:a9fe::]"})
    void s30AddressThatNobodyMeansIsRefusedUnlessListed(String host) throws UnknownHostException {
        assertThatExceptionOfType(EgressRefused.class).isThrownBy(() -> guard("").addresses(host, 80))
                .withMessageContaining("LLM_ALLOWED_HOSTS=");
        assertThat(guard(host).addresses(host, 80)).hasSize(1);
        assertThat(guard(host + ":80").addresses(host, 80)).hasSize(1);
        assertThatExceptionOfType(EgressRefused.class).isThrownBy(() -> guard(host + ":81").addresses(host, 80));
    }

    @ParameterizedTest
    @CsvSource({"2130706433, 127.0.0.1", "0x7f000001, 127.0.0.1", "017700000001, 127.0.0.1", "127.1, 127.0.0.1",
        "0177.0.0.1, 127.0.0.1", "0x7f.0.0.1, 127.0.0.1", "127.0.1, 127.0.0.1", "2852039166, 169.254.169.254",
        "0xa9fea9fe, 169.254.169.254", "0251.0376.0251.0376, 169.254.169.254", "169.254.43518, 169.254.169.254",
        "010.0.0.1, 8.0.0.1"})
    void s30AddressInAnUnusualFormIsRefusedAndItsMeaningNamed(String host, String meaning) {
        assertThatExceptionOfType(EgressRefused.class).isThrownBy(() -> guard("", "9.9.9.9").addresses(host, 80))
                .withMessageContaining(host)
                .withMessageContaining(meaning);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"256.1.1.1", "1.2.3", "1.2.3.4.5", "999999999999", "a.0x1", "[::1%lo]",
        "[fe80::1%25eth0]",
        "[:::1]", "0x", "1.2.3.08"})
    void s30WhatIsNoAddressAndNoNameIsNeverLookedUp(String host) {
        assertThatExceptionOfType(EgressRefused.class).isThrownBy(() -> guard("", "9.9.9.9").addresses(host, 80));
        assertThat(asked).isEmpty();
    }

    /// What a URL may hide is taken apart before the guard sees a host: [Endpoint] refuses it or brings it into its normal form.
    @ParameterizedTest
    @ValueSource(strings = {"http://good.example@127.0.0.1/v1", "http://good.example:x@evil.example/v1",
        "http://127.0.0.1#@good.example/", "http://good.example?@127.0.0.1/", "file:///etc/passwd",
        "gopher://127.0.0.1/", "ftp://127.0.0.1/", "dict://127.0.0.1:11211/", "jar:http://a/!/b", "//127.0.0.1/v1",
        "http:127.0.0.1/v1", "http://[::1%25lo]/v1", "http://good.example\\@127.0.0.1/", "http:// 127.0.0.1/v1",
        "http://127.0.0.1\n.good.example/", "unix:/var/run/docker.sock"})
    void s30UrlWithUserOtherSchemeOrHiddenHostIsNoEndpoint(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.of("e", url));
    }

    @ParameterizedTest
    @CsvSource({"http://①②⑦.⓪.⓪.①/v1, 127.0.0.1", "http://127。0。0。1/v1, 127.0.0.1",
        "http://１６９.254.169.254/, 169.254.169.254",
        "http://LOCALHOST./v1, localhost.", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/v1, localhost"})
    void s30InternationalFormsAreJudgedAsWhatTheyBecome(String url, String host) {
        assertThat(Endpoint.of("e", url).baseUrl()).startsWith("http://" + host);
    }

    @Test
    void s30ListedNameMayLeadToTheOwnNetworkButNotToMetadata() throws UnknownHostException {
        assertThat(guard("ollama", "172.18.0.3").addresses("Ollama.", 11434)).hasSize(1);
        assertThat(guard("ollama:11434", "127.0.0.1").addresses("ollama", 11434)).hasSize(1);
        assertThat(guard("*.models.internal", "10.0.0.5").addresses("a.b.models.internal", 80)).hasSize(1);
        refuses(guard("ollama:11434", "172.18.0.3"), "ollama", 22);
        refuses(guard("*.models.internal", "10.0.0.5"), "models.internal", 80);
        refuses(guard("*.models.internal", "10.0.0.5"), "evilmodels.internal", 80);
        refuses(guard("ollama", "169.254.169.254"), "ollama", 80);
        assertThat(guard("ollama, 169.254.1.2", "169.254.1.2").addresses("ollama", 80)).hasSize(1);
    }

    @Test
    void s30LocalhostMeansThisMachineAndNothingElse() throws UnknownHostException {
        assertThat(guard("", "127.0.0.1", "::1").addresses("localhost", 80)).hasSize(2);
        assertThat(guard("", "127.0.0.1").addresses("llm.localhost", 80)).hasSize(1);
        refuses(guard("", "9.9.9.9"), "localhost", 80);
        refuses(guard("", "10.0.0.1"), "localhost", 80);
        refuses(guard("", "127.0.0.1"), "localhost.evil.test", 80);
        refuses(guard("", "127.0.0.1"), "notlocalhost", 80);
    }

    @Test
    void s30OfMixedAnswersOnlyPermittedAddressesAreHandedOut() throws UnknownHostException {
        assertThat(guard("", "127.0.0.1", "9.9.9.9", "10.0.0.1").addresses("models.example", 80))
                .containsExactly(InetAddress.ofLiteral("9.9.9.9"));
    }

    @Test
    void s31NameIsLookedUpOnceForEveryConnection() throws UnknownHostException {
        // Given
        GuardedDns dns = new GuardedDns(guard("", "9.9.9.9"));
        // When
        assertThat(dns.resolve("rebinding.test", 443)).singleElement()
                .satisfies(address -> assertThat(address.getAddress().getHostAddress()).isEqualTo("9.9.9.9"));
        // Then
        assertThat(asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://ollama", "ollama/v1", "ollama:0", "ollama:65536", "ollama:port", "*", "*.", "a*b",
        "1.2.3", "[::g]",
        "0x7f.1", "user@host"})
    void malformedEntryOfTheListIsNamed(String entry) {
        assertThatIllegalArgumentException().isThrownBy(() -> guard(entry))
                .withMessageContaining("LLM_ALLOWED_HOSTS")
                .withMessageContaining(entry);
    }

    private static void refuses(EgressGuard guard, String host, int port) {
        assertThatExceptionOfType(EgressRefused.class).isThrownBy(() -> guard.addresses(host, port));
    }

    private EgressGuard guard(String allowed, String... answers) {
        return EgressGuard.withLookup(Map.of("LLM_ALLOWED_HOSTS", allowed), name -> {
            asked.add(name);
            return Arrays.stream(answers).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
        });
    }
}
