package dev.promptlooper.producer.access;

import dev.promptlooper.producer.web.Problem;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.password.PasswordEncoder;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/// Hashes and checks passwords with bcrypt. Thread-safe; a few at a time, because each takes a core for a moment.
final class Passwords {

    static final int SHORTEST = 12;
    static final int LONGEST = 200;

    private static final int LEAST_DIFFERENT = 6;

    private final PasswordEncoder encoder;
    private final String nobodys;
    private final Semaphore turns = new Semaphore(2);

    /// @param encoder bcrypt; anything that counts its calls in tests
    Passwords(PasswordEncoder encoder) {
        this.encoder = encoder;
        this.nobodys = encode("the password of nobody");
    }

    /// Whether it is the password behind the hash. Takes as long when there is no hash, so that nobody can tell by the time
    /// which names exist.
    boolean matches(String password, @Nullable String hash) {
        turns.acquireUninterruptibly();
        try {
            boolean same = encoder.matches(digest(password), hash == null ? nobodys : hash);
            return same && hash != null;
        } finally {
            turns.release();
        }
    }

    /// @param user whose it will be
    /// @throws Problem 422 when it is too short, too long, or easy to guess
    String hash(String user, String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            throw Problem.invalid("password", null, "a password has " + SHORTEST + " to " + LONGEST
                    + " characters, this one has " + password.length() + "; a few words are fine");
        }
        if (password.chars().distinct().count() < LEAST_DIFFERENT) {
            throw Problem.invalid("password", null,
                    "the password has fewer than " + LEAST_DIFFERENT + " different characters; take a few words");
        }
        if (password.toLowerCase(Locale.ROOT).contains(user)) {
            throw Problem.invalid("password", null, "the password contains the name of its user; take a few words");
        }
        return encode(password);
    }

    private String encode(String password) {
        turns.acquireUninterruptibly();
        try {
            String hash = encoder.encode(digest(password));
            if (hash == null) {
                throw new IllegalStateException("the password encoder returned nothing");
            }
            return hash;
        } finally {
            turns.release();
        }
    }

    /// bcrypt reads 72 bytes and no more; of what goes in here, each byte counts.
    private static String digest(String password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
