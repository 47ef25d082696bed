package dev.promptlooper.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;

/// The bash launcher, with a PATH that holds nothing but the tools it needs, a JDK and a Maven that only tell they were called.
class LauncherTest {

    private static final Path LAUNCHER = Path.of(System.getProperty("promptlooper.root", ".."), "promptlooper");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;
    @SuppressWarnings("NullAway.Init")
    private Path root;
    @SuppressWarnings("NullAway.Init")
    private Path bin;

    private record Outcome(int exitCode, String out, String err) {}

    @BeforeEach
    void layOutAFakeCheckout() throws IOException {
        root = Files.createDirectories(directory.resolve("checkout"));
        Files.copy(LAUNCHER, root.resolve("promptlooper"));
        executable(root.resolve("promptlooper"));
        source("standalone/src/main/java/A.java", Instant.EPOCH);
        source("pom.xml", Instant.EPOCH);
        bin = Files.createDirectories(directory.resolve("bin"));
        for (String tool : new String[]{"bash", "dirname", "readlink", "grep", "find", "mkdir", "touch", "rm", "mv"}) {
            for (String parent : new String[]{"/usr/bin", "/bin", "/opt/homebrew/bin"}) {
                if (Files.isExecutable(Path.of(parent, tool)) && !Files.exists(bin.resolve(tool))) {
                    script(bin.resolve(tool), "exec " + Path.of(parent, tool) + " \"$@\"");
                }
            }
        }
    }

    @Test
    void missingJdkIsOneLineThatSaysWhatToDo() throws Exception {
        // When
        Outcome outcome = launch(root.resolve("promptlooper"), "up");
        // Then
        assertThat(outcome).isEqualTo(new Outcome(1, "",
                "promptlooper: no JDK 25 or newer found; install one, or set JAVA_HOME to its directory\n"));
    }

    @Test
    void olderJdkIsPassedOver() throws Exception {
        // Given
        jdk("jdk-17", "17.0.15");
        jdk("jdk-25", "25.0.1");
        built();
        // When
        Outcome outcome = launch(root.resolve("promptlooper"), "up", "--heap", "900m");
        // Then
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).startsWith("jdk-25 -Xmx900m ").endsWith("standalone-1.jar up --heap 900m\n");
    }

    @Test
    void programRunsThroughSymbolicLinksFromAnywhere() throws Exception {
        // Given
        jdk("jdk-26", "26");
        built();
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("checkout/promptlooper"));
        Path second = Files.createSymbolicLink(directory.resolve("second"), link);
        // When
        Outcome outcome = launch(second, "sweeps", "with space");
        // Then
        assertThat(outcome.out()).contains(root.toRealPath() + "/standalone/target/standalone-1.jar sweeps with space");
    }

    @Test
    void firstUseBuildsAndSaysSo() throws Exception {
        // Given
        jdk("jdk-25", "25.0.1");
        maven("mkdir -p standalone/target/lib && touch standalone/target/standalone-1.jar");
        // When
        Outcome first = launch(root.resolve("promptlooper"), "--version");
        Outcome second = launch(root.resolve("promptlooper"), "--version");
        // Then
        assertThat(first.err()).contains("building")
                .contains("maven -q -DskipTests package -DskipWeb")
                .contains("without the dashboard")
                .contains("built");
        assertThat(first.exitCode()).isZero();
        assertThat(second.err()).isEmpty();
    }

    @Test
    void buildIsFollowedByASampleRunThatLaterStartsUse() throws Exception {
        // Given
        jdk("jdk-25", "25.0.1",
                "case \"$*\" in *AOTCacheOutput=*) touch standalone/target/promptlooper.aot.new;; esac");
        maven("mkdir -p standalone/target/lib && touch standalone/target/standalone-1.jar");
        // When
        Outcome first = launch(root.resolve("promptlooper"), "--version");
        // Then
        assertThat(first.err()).contains("recording a sample run").doesNotContain("failed");
        assertThat(Files.readString(root.resolve("standalone/target/train.log"))).contains("-XX:AOTCacheOutput=")
                .endsWith("standalone-1.jar train\n");
        assertThat(root.resolve("standalone/target/promptlooper.aot")).exists();
        assertThat(first.out()).contains("-XX:AOTCache=" + root.toRealPath() + "/standalone/target/promptlooper.aot");
    }

    @Test
    void failedSampleRunIsToldAndHoldsNothingUp() throws Exception {
        // Given
        jdk("jdk-25", "25.0.1", "case \"$*\" in *AOTCacheOutput=*) exit 1;; esac");
        maven("mkdir -p standalone/target/lib && touch standalone/target/standalone-1.jar");
        // When
        Outcome outcome = launch(root.resolve("promptlooper"), "--version");
        // Then
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).contains("that failed, so starts will take longer").contains("train.log");
        assertThat(outcome.out()).endsWith("standalone-1.jar --version\n");
    }

    @Test
    void newerSourcesAreBuiltBeforeTheyRun() throws Exception {
        // Given
        jdk("jdk-25", "25.0.1");
        built();
        source("standalone/src/main/java/A.java", Instant.now().plusSeconds(5));
        maven("mkdir -p standalone/target/lib && touch standalone/target/standalone-1.jar");
        // When
        Outcome outcome = launch(root.resolve("promptlooper"), "--version");
        // Then
        assertThat(outcome.err()).contains("built");
    }

    @Test
    void failedBuildRunsNothing() throws Exception {
        // Given
        jdk("jdk-25", "25.0.1");
        maven("exit 1");
        // When
        Outcome outcome = launch(root.resolve("promptlooper"), "up");
        // Then
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).endsWith("promptlooper: the build failed, see above\n");
    }

    @Test
    void malformedHeapIsRefused() throws Exception {
        // When
        Outcome outcome = launch(root.resolve("promptlooper"), "up", "--heap=lots");
        // Then
        assertThat(outcome).isEqualTo(new Outcome(1, "",
                "promptlooper: --heap 'lots' is not a size; give a number with m or g, for example 700m\n"));
    }

    private Outcome launch(Path launcher, String... arguments) throws Exception {
        var command = new java.util.ArrayList<String>();
        command.add(launcher.toString());
        command.addAll(java.util.List.of(arguments));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Files.createDirectories(directory.resolve("cwd")).toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of("PATH", bin.toString(), "HOME", directory.toString(), "PROMPTLOOPER_JDK_DIRS",
                        Files.createDirectories(directory.resolve("jdks")).toString()));
        int exitCode = builder.start().waitFor();
        return new Outcome(exitCode, Files.readString(out), Files.readString(err));
    }

    private void jdk(String name, String version) throws IOException {
        jdk(name, version, ":");
    }

    /// @param action what its `java` does besides telling how it was called, in the directory of the checkout
    private void jdk(String name, String version, String action) throws IOException {
        Path home = Files.createDirectories(directory.resolve("jdks").resolve(name).resolve("bin"));
        script(home.resolve("java"), "echo " + name + " \"$@\"\ncd " + root + "\n" + action);
        Files.writeString(directory.resolve("jdks").resolve(name).resolve("release"),
                "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    private void maven(String action) throws IOException {
        script(bin.resolve("mvn"), "echo maven \"$@\"\n" + action);
    }

    private void built() throws IOException {
        Path target = Files.createDirectories(root.resolve("standalone/target/lib")).getParent();
        Files.createFile(java.util.Objects.requireNonNull(target).resolve("standalone-1.jar"));
        Files.createFile(target.resolve("launcher.stamp"));
    }

    private void source(String path, Instant modified) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
        Files.writeString(file, "content", StandardCharsets.UTF_8);
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    private void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        executable(file);
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
