package dev.promptlooper.contracts.egress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;

class AddressKindTest {

    @ParameterizedTest
    @CsvSource({"1.1.1.1, PUBLIC", "172.15.255.255, PUBLIC", "172.32.0.0, PUBLIC", "100.63.255.255, PUBLIC",
        "100.128.0.0, PUBLIC", "192.169.0.1, PUBLIC", "11.0.0.0, PUBLIC", "2606:4700::1111, PUBLIC",
        "127.0.0.1, LOOPBACK", "127.255.255.254, LOOPBACK", "::1, LOOPBACK", "::ffff:127.0.0.1, LOOPBACK",
        "::ffff:7f00:1, LOOPBACK", "10.0.0.1, PRIVATE", "172.16.0.1, PRIVATE", "172.31.255.255, PRIVATE",
        "192.168.1.1, PRIVATE", "::ffff:192.168.1.1, PRIVATE", "100.64.0.1, SHARED", "100.127.255.255, SHARED",
        "fc00::1, UNIQUE_LOCAL", "fdff::1, UNIQUE_LOCAL", "169.254.169.254, LINK_LOCAL", "169.254.0.1, LINK_LOCAL",
        "::ffff:169.254.169.254, LINK_LOCAL", "fe80::1, LINK_LOCAL", "febf::1, LINK_LOCAL", "fd00:ec2::254, METADATA",
        "fd20:ce::254, METADATA", "100.100.100.200, METADATA", "192.0.0.192, METADATA", "168.63.129.16, METADATA",
        "0.0.0.0, UNSPECIFIED", "0.1.2.3, UNSPECIFIED", "::, UNSPECIFIED", "224.0.0.1, MULTICAST",
        "239.255.255.255, MULTICAST", "ff02::1, MULTICAST", "240.0.0.1, RESERVED", "255.255.255.255, RESERVED",
        "192.0.0.1, RESERVED", "192.0.2.1, RESERVED", "198.18.0.1, RESERVED", "198.19.255.255, RESERVED",
        "198.51.100.7, RESERVED", "203.0.113.7, RESERVED", "2001:db8::1, RESERVED", "fec0::1, RESERVED",
        "::7f00:1, RESERVED", "100::1, RESERVED", "2001:10::1, RESERVED", "64:ff9b::808:808, PUBLIC",
        "64:ff9b::7f00:1, TUNNELLED", "64:ff9b::a9fe:a9fe, TUNNELLED", "64:ff9b:1::1, TUNNELLED",
        "2002:808:808::1, PUBLIC", "2002:7f00:1::1, TUNNELLED", "2002:c0a8:101::1, TUNNELLED",
        "2001::4136:e378, TUNNELLED"})
    void addressIsWhatTheRegistriesSay(String address, AddressKind kind) {
        assertThat(AddressKind.of(InetAddress.ofLiteral(address))).isEqualTo(kind);
    }

    @Test
    void everyAddressHasAKindThatAgreesWithTheJdkWhereThatHasAnOpinion() throws UnknownHostException {
        // Given
        Random random = new Random(30);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[i % 2 == 0 ? 4 : 16];
            random.nextBytes(bytes);
            bytes[0] = (byte) new int[]{127, 10, 169, 192, 0xff, 0xfe, 0, 224, 172, bytes[0]}[random.nextInt(10)];
            InetAddress address = InetAddress.getByAddress(bytes);
            // When
            boolean open = AddressKind.of(address) == AddressKind.PUBLIC;
            // Then
            if (address.isLoopbackAddress() || address.isSiteLocalAddress() || address.isLinkLocalAddress()
                    || address.isMulticastAddress() || address.isAnyLocalAddress()) {
                assertThat(open).describedAs(address.getHostAddress()).isFalse();
            }
        }
    }
}
