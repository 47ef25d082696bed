package dev.promptlooper.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.promptlooper.standalone.StartFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class DataDirectoryTest {

    @Test
    void directoryIsMadeAndMarkedWithItsFormat(@TempDir Path parent) throws Exception {
        // When
        try (DataDirectory data = DataDirectory.open(parent.resolve("a/b"))) {
            // Then
            assertThat(data.root().resolve("format-version")).hasContent("1\n");
        }
    }

    @Test
    void secondInstanceIsToldWhoHasTheDirectory(@TempDir Path root) {
        try (DataDirectory data = DataDirectory.open(root)) {
            // Given
            InstanceFile.publish(data.root(), "http://127.0.0.1:8400", null, "127.0.0.1:9092", "jdbc:postgresql://x/y");
            // When / Then
            assertThatThrownBy(() -> DataDirectory.open(root)).isInstanceOf(StartFailure.class)
                    .hasMessageContaining("already runs on " + root)
                    .hasMessageContaining("pid " + ProcessHandle.current().pid() + ", http://127.0.0.1:8400")
                    .hasMessageContaining("--data");
        }
    }

    @Test
    void closedDirectoryCanBeOpenedAgainAndNamesNoInstance(@TempDir Path root) {
        // Given
        DataDirectory first = DataDirectory.open(root);
        InstanceFile.publish(root, "http://127.0.0.1:1", null, "127.0.0.1:2", "jdbc:postgresql://x/y");
        // When
        first.close();
        // Then
        assertThat(InstanceFile.read(root)).isEmpty();
        DataDirectory.open(root).close();
    }

    @Test
    void newerDataIsRefusedAndLeftAlone(@TempDir Path root) throws Exception {
        // Given
        Files.writeString(root.resolve("format-version"), "2\n");
        // When / Then
        assertThatThrownBy(() -> DataDirectory.open(root)).isInstanceOf(StartFailure.class)
                .hasMessageContaining("has format 2, this program knows up to 1");
        assertThat(root.resolve("format-version")).hasContent("2\n");
    }

    @Test
    void refusedDirectoryIsNotLeftLocked(@TempDir Path root) throws Exception {
        // Given
        Files.writeString(root.resolve("format-version"), "two");
        assertThatThrownBy(() -> DataDirectory.open(root)).hasMessageContaining("says 'two'");
        // When
        Files.writeString(root.resolve("format-version"), "1");
        // Then
        DataDirectory.open(root).close();
    }

    @Test
    void fileInThePlaceOfTheDirectoryIsExplained(@TempDir Path parent) throws Exception {
        // Given
        Path file = Files.createFile(parent.resolve("file"));
        // When / Then
        assertThatThrownBy(() -> DataDirectory.open(file)).isInstanceOf(StartFailure.class)
                .hasMessage(file + " is not a directory; choose another directory with --data or PROMPTLOOPER_DATA");
        assertThatThrownBy(() -> DataDirectory.open(file.resolve("below"))).isInstanceOf(StartFailure.class)
                .hasMessageContaining("cannot write to");
    }

    @Test
    void defaultIsBelowHomeUnlessTheEnvironmentNamesOne() {
        assertThat(DataDirectory.defaultPath(Map.of()))
                .isEqualTo(Path.of(System.getProperty("user.home"), ".promptlooper"));
        assertThat(DataDirectory.defaultPath(Map.of("PROMPTLOOPER_DATA", "/srv/x"))).isEqualTo(Path.of("/srv/x"));
    }
}
