package dev.promptlooper.standalone.runtime;

import dev.promptlooper.contracts.access.SigningKey;
import dev.promptlooper.producer.FirstStart;
import dev.promptlooper.standalone.StartFailure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;

/// How an instance gets its first admin, and the command line of the same machine its key: `access/` in the data directory.
///
/// ```
/// signing.key   signs sessions, unless the environment names another
/// local.key     API key of the command line
/// ```
public final class LocalAccess {

    private static final String LOCAL_KEY = "access/local.key";

    private LocalAccess() {}

    /// The command line's key, if there is one that this user may read.
    public static Optional<String> localKey(Path dataDirectory) {
        try {
            return Optional.of(Files.readString(dataDirectory.resolve(LOCAL_KEY)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Where the command line's key is.
    public static Path localKeyFile(Path dataDirectory) {
        return dataDirectory.resolve(LOCAL_KEY);
    }

    /// A page of the dashboard that opens a session, once.
    ///
    /// @param token of a one-time link
    public static String link(String url, String token) {
        return url + "/welcome#token=" + token;
    }

    /// The file of the signing key, made when absent.
    ///
    /// @throws StartFailure when it cannot be made or read
    public static Path signingKeyFile(Path dataDirectory) {
        Path file = dataDirectory.resolve("access/signing.key");
        signingKey(file);
        return file;
    }

    /// The key that the environment names, else the data directory's own, made when absent.
    ///
    /// @throws StartFailure when it cannot be made or read, or will not do
    static SigningKey signingKey(Path dataDirectory, Map<String, String> environment) {
        try {
            return SigningKey.isConfigured(environment)
                    ? SigningKey.fromEnvironment(environment)
                    : signingKey(dataDirectory.resolve("access/signing.key"));
        } catch (IllegalArgumentException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private static SigningKey signingKey(Path file) {
        Path folder = file.resolveSibling("");
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            return SigningKey.inFile(file, new SecureRandom());
        } catch (IOException | IllegalArgumentException e) {
            throw new StartFailure("cannot use the signing key in " + file + ": " + e.getMessage(), e);
        }
    }

    /// Makes the admin whom the environment names, and the command line's key.
    ///
    /// @return token of the link that makes the first admin, when nobody is there
    /// @throws StartFailure when the environment's admin will not do
    static Optional<String> prepare(FirstStart first, Path dataDirectory, Map<String, String> environment) {
        try {
            first.createAdmin(environment);
            first.ensureLocalKey(localKeyFile(dataDirectory));
            return first.isNobodyThere() ? Optional.of(first.createSetupLink()) : Optional.empty();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }
}
