package dev.promptlooper.contracts.access;

import dev.promptlooper.contracts.hash.ConfigHash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The secret that signs sessions and access tokens. All services of an installation have the same one. There is no default:
/// without one a service does not start. Changing it ends no session: access tokens are renewed with the refresh token, which
/// it does not sign. Immutable, never printed.
public final class SigningKey {

    /// Fewest bytes of a key: what HS256 is worth.
    public static final int LEAST_BYTES = 32;

    private static final String VARIABLE = "PROMPTLOOPER_SIGNING_KEY";
    private static final String FILE_VARIABLE = "PROMPTLOOPER_SIGNING_KEY_FILE";
    private static final int LEAST_DIFFERENT = 10;
    private static final String PURPOSE = "promptlooper access token v1\n";

    private final byte[] secret;
    private final String id;

    private SigningKey(String text, String source) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalArgumentException(source + " holds " + bytes.length + " bytes; a signing key has at least "
                    + LEAST_BYTES + ", for example the output of: openssl rand -base64 48");
        }
        if (text.chars().distinct().count() < LEAST_DIFFERENT) {
            throw new IllegalArgumentException(source + " holds fewer than " + LEAST_DIFFERENT
                    + " different characters, which can be guessed; take the output of: openssl rand -base64 48");
        }
        // Hashed with its purpose, so that the same text used elsewhere too does not give away what is signed here.
        this.secret = sha256((PURPOSE + text).getBytes(StandardCharsets.UTF_8));
        this.id = ConfigHash.sha256("id\n" + PURPOSE + text).substring(0, 16);
    }

    /// From `PROMPTLOOPER_SIGNING_KEY`, or the file that `PROMPTLOOPER_SIGNING_KEY_FILE` names.
    ///
    /// @throws IllegalArgumentException when neither is set, or what is there is too short; says what to do, never the key
    public static SigningKey fromEnvironment(Map<String, String> environment) {
        String value = environment.getOrDefault(VARIABLE, "").strip();
        String file = environment.getOrDefault(FILE_VARIABLE, "").strip();
        if (!value.isEmpty()) {
            return new SigningKey(value, VARIABLE);
        }
        if (!file.isEmpty()) {
            return read(Path.of(file));
        }
        throw new IllegalArgumentException(VARIABLE + " is not set, and neither is " + FILE_VARIABLE
                + "; set one to the same secret in all services, for example the output of: openssl rand -base64 48");
    }

    /// True when the environment names a key, so that none needs to be made.
    public static boolean isConfigured(Map<String, String> environment) {
        return !environment.getOrDefault(VARIABLE, "").isBlank()
                || !environment.getOrDefault(FILE_VARIABLE, "").isBlank();
    }

    /// From a text, for tests and for keys that come from somewhere else.
    ///
    /// @throws IllegalArgumentException when it is too short or too uniform
    public static SigningKey of(String text) {
        return new SigningKey(text.strip(), "the signing key");
    }

    /// The key in a file, which is made when it is not there; readable by its owner only (0600).
    ///
    /// @throws IllegalArgumentException when the file cannot be read or written, or holds no key
    public static SigningKey inFile(Path file, SecureRandom random) {
        try {
            writePrivately(file, ApiKey.secret(random) + "\n");
        } catch (FileAlreadyExistsException e) {
            return read(file);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot write the signing key to " + file + " ("
                    + e.getClass().getSimpleName() + "); make its directory writable, or set " + VARIABLE, e);
        }
        return read(file);
    }

    /// Writes a new file that only its owner can read, from its first byte on. Where the file system knows no POSIX
    /// permissions, those of the directory protect it.
    ///
    /// @throws FileAlreadyExistsException when it exists
    public static void writePrivately(Path file, String text) throws IOException {
        FileAttribute<?>[] owner = file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
        Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel = Files.newByteChannel(file, options, owner)) {
            channel.write(StandardCharsets.UTF_8.encode(text));
        }
    }

    private static SigningKey read(Path file) {
        try {
            return new SigningKey(Files.readString(file).strip(), file.toString());
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the signing key in " + file + " ("
                    + e.getClass().getSimpleName() + "); check the path and its permissions", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /// Tells two keys apart without telling anything of them; the `kid` of tokens.
    String id() {
        return id;
    }

    /// A key for something else than tokens, the same wherever this key is: 32 bytes that tell nothing of it.
    ///
    /// @param purpose what it is for, with a version
    public byte[] derive(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }

    byte[] secret() {
        return secret.clone();
    }

    @Override
    public String toString() {
        return "SigningKey[***]";
    }
}
