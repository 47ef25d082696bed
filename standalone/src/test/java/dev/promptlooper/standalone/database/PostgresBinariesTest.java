package dev.promptlooper.standalone.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresBinariesTest {

    @ParameterizedTest
    @CsvSource({"Linux, amd64, postgres-linux-x86_64.txz", "Linux, aarch64, postgres-linux-arm_64.txz",
        "Mac OS X, aarch64, postgres-darwin-x86_64.txz", "Mac OS X, x86_64, postgres-darwin-x86_64.txz"})
    void everySupportedMachineHasItsArchive(String osName, String osArch, String archive) {
        // When
        String name = PostgresBinaries.archiveName(osName, osArch);
        // Then
        assertThat(name).isEqualTo(archive);
        assertThat(PostgresBinariesTest.class.getResource("/" + name)).isNotNull();
    }
}
