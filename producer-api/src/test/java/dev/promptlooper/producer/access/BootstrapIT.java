package dev.promptlooper.producer.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.promptlooper.contracts.access.Authenticator.Admitted;
import dev.promptlooper.contracts.access.Authenticator.Rejected;
import dev.promptlooper.contracts.access.Credential;
import dev.promptlooper.contracts.access.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class BootstrapIT {

    @TempDir
    private Path folder;

    private final AccessParts parts = new AccessParts();
    private final Bootstrap bootstrap = parts.bootstrap;

    @Test
    void s02NobodyIsThereAtFirst() {
        assertThat(bootstrap.isNobodyThere()).isTrue();
        assertThat(parts.accounts.list()).isEmpty();
        assertThat(parts.keys.list(null)).isEmpty();
    }

    @Test
    void s02SetupLinkMakesTheAdminOnce() throws Exception {
        // Given
        String old = bootstrap.createSetupLink();
        String link = bootstrap.createSetupLink();
        // When
        assertThat(parts.links.redeem(old)).isEmpty();
        Callable<Optional<Account>> open = () -> parts.links.redeem(link);
        List<Optional<Account>> opened;
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            opened = readers.invokeAll(List.of(open, open, open)).stream().map(done -> done.resultNow()).toList();
        }
        // Then
        assertThat(opened).filteredOn(Optional::isPresent)
                .singleElement()
                .satisfies(account -> assertThat(account.orElseThrow()).hasToString("Account[admin, admin]"));
        assertThat(bootstrap.isNobodyThere()).isFalse();
    }

    @Test
    void s02SetupLinkIsWorthNothingOnceThereIsAUser() {
        String link = bootstrap.createSetupLink();
        parts.accounts.create("ada", Role.VIEWER, null);
        assertThat(parts.links.redeem(link)).isEmpty();
        assertThat(parts.accounts.list()).hasSize(1);
    }

    @Test
    void linkEndsAfterADay() {
        parts.accounts.create("ada", Role.VIEWER, null);
        String link = parts.links.create("ada").token();
        parts.pass(Duration.ofDays(1));
        assertThat(parts.links.redeem(link)).isEmpty();
    }

    @Test
    void localKeyWorksAndIsForItsOwnerOnly() throws Exception {
        // Given
        Path file = folder.resolve("local.key");
        // When
        bootstrap.ensureLocalKey(file);
        String token = Files.readString(file).strip();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        bootstrap.ensureLocalKey(file);
        // Then
        assertThat(Files.readString(file).strip()).isEqualTo(token);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(parts.authenticator.authenticate(new Credential.Bearer(token)))
                .isInstanceOfSatisfying(Admitted.class, admitted -> {
                    assertThat(admitted.principal().user()).isEqualTo("local");
                    assertThat(admitted.principal().scopes()).isEqualTo(Role.ADMIN.scopes());
                });
        // The installation is no user: the first start is still to come.
        assertThat(bootstrap.isNobodyThere()).isTrue();
    }

    @Test
    void localKeyIsMadeAgainWhenItIsLostOrRevoked() throws Exception {
        // Given
        Path file = folder.resolve("local.key");
        bootstrap.ensureLocalKey(file);
        String first = Files.readString(file).strip();
        // When
        parts.keys.revokeAll("local");
        bootstrap.ensureLocalKey(file);
        String second = Files.readString(file).strip();
        Files.delete(file);
        bootstrap.ensureLocalKey(file);
        // Then
        for (String lost : List.of(first, second)) {
            assertThat(parts.authenticator.authenticate(new Credential.Bearer(lost))).isInstanceOf(Rejected.class);
        }
        assertThat(parts.authenticator.authenticate(new Credential.Bearer(Files.readString(file).strip())))
                .isInstanceOf(Admitted.class);
    }

    @Test
    void s02OperatorNamesTheFirstAdminAndNoOther() throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("password"), "correct horse battery staple\n");
        Map<String, String> environment = Map.of("PROMPTLOOPER_ADMIN_USER", "ada", "PROMPTLOOPER_ADMIN_PASSWORD_FILE",
                file.toString());
        // When
        assertThat(bootstrap.createAdmin(Map.of())).isFalse();
        assertThat(bootstrap.createAdmin(environment)).isTrue();
        String hash = parts.accounts.get("ada").passwordHash();
        assertThat(bootstrap.createAdmin(Map.of("PROMPTLOOPER_ADMIN_PASSWORD", "another one that is long"))).isTrue();
        // Then
        assertThat(parts.accounts.list()).extracting(Account::name).containsExactly("ada");
        assertThat(parts.accounts.get("ada").passwordHash()).isEqualTo(hash);
    }

    @Test
    void s02WeakPasswordOfTheOperatorIsRefusedWithoutBeingRepeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bootstrap.createAdmin(Map.of("PROMPTLOOPER_ADMIN_PASSWORD", "hunter2")))
                .withMessageContaining("12 to 200 characters")
                .withMessageNotContaining("hunter2");
        assertThat(bootstrap.isNobodyThere()).isTrue();
    }
}
