package dev.promptlooper.producer.access;

import dev.promptlooper.contracts.access.Role;
import dev.promptlooper.contracts.access.SigningKey;
import dev.promptlooper.producer.FirstStart;
import dev.promptlooper.producer.web.Problem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/// The first admin and the installation's own key. Thread-safe.
final class Bootstrap implements FirstStart {

    private static final String USER = "PROMPTLOOPER_ADMIN_USER";
    private static final String PASSWORD = "PROMPTLOOPER_ADMIN_PASSWORD";
    private static final String PASSWORD_FILE = "PROMPTLOOPER_ADMIN_PASSWORD_FILE";

    private final Accounts accounts;
    private final Passwords passwords;
    private final Links links;
    private final Keys keys;

    Bootstrap(Accounts accounts, Passwords passwords, Links links, Keys keys) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.links = links;
        this.keys = keys;
    }

    @Override
    public boolean isNobodyThere() {
        return accounts.isEmpty();
    }

    @Override
    public String createSetupLink() {
        return links.create(null).token();
    }

    @Override
    public boolean createAdmin(Map<String, String> environment) {
        String password = password(environment);
        if (password.isEmpty()) {
            return false;
        }
        if (accounts.isEmpty()) {
            String name = environment.getOrDefault(USER, "").strip();
            String user = name.isEmpty() ? Links.FIRST_ADMIN : name;
            try {
                accounts.create(user, Role.ADMIN, passwords.hash(user, password));
            } catch (Problem problem) {
                if (problem.kind() == Problem.Kind.CONFLICT) {
                    return true; // another process of the same installation was first
                }
                throw new IllegalArgumentException(USER + " and " + PASSWORD + ": " + problem.getMessage(), problem);
            }
        }
        return true;
    }

    private static String password(Map<String, String> environment) {
        String value = environment.getOrDefault(PASSWORD, "");
        String file = environment.getOrDefault(PASSWORD_FILE, "").strip();
        if (!value.isBlank() || file.isEmpty()) {
            return value.strip();
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + PASSWORD_FILE + " " + file + " ("
                    + e.getClass().getSimpleName() + "); check the path and its permissions", e);
        }
    }

    @Override
    public void ensureLocalKey(Path file) {
        try {
            if (keys.works(known(file), Accounts.INSTANCE)) {
                keepPrivate(file);
                return;
            }
            accounts.ensureInstance();
            keys.revokeAll(Accounts.INSTANCE);
            Keys.Wish wish = new Keys.Wish("command line of this machine", Accounts.INSTANCE, Role.ADMIN.scopes(), null,
                    null);
            Files.deleteIfExists(file);
            SigningKey.writePrivately(file, keys.make(wish, Accounts.INSTANCE).secret() + "\n");
        } catch (IOException e) {
            throw new IllegalStateException("cannot write the key of this installation to " + file + " ("
                    + e.getClass().getSimpleName() + "); make its directory writable", e);
        }
    }

    private static String known(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static void keepPrivate(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }
}
