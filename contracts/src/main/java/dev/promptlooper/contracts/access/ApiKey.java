package dev.promptlooper.contracts.access;

import dev.promptlooper.contracts.hash.ConfigHash;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/// A key of a machine at the moment it is made. The token is shown once and never kept; what is kept is its hash. A token has
/// 256 random bits, so a plain SHA-256 is enough: there is nothing to guess that a slow hash would protect.
///
/// @param id    public name, `k_` and 8 characters of a-z and 0-9; may be logged
/// @param token the key itself, `pl_` and 43 characters of base64url
public record ApiKey(String id, String token) {

    /// What every key begins with, so that scanners for leaked secrets can tell it.
    public static final String PREFIX = "pl_";

    private static final Pattern TOKEN = Pattern.compile("pl_[A-Za-z0-9_-]{43}");
    private static final String ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_LENGTH = 8;
    private static final int SECRET_BYTES = 32;

    /// A new key.
    public static ApiKey make(SecureRandom random) {
        StringBuilder id = new StringBuilder("k_");
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_CHARACTERS.charAt(random.nextInt(ID_CHARACTERS.length())));
        }
        return new ApiKey(id.toString(), PREFIX + secret(random));
    }

    /// 256 random bits as 43 characters of base64url; also what links, tickets and refresh tokens are made of.
    public static String secret(SecureRandom random) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// True when a text has the form of a key; says nothing about whether it is one.
    public static boolean isForm(String token) {
        return TOKEN.matcher(token).matches();
    }

    /// What is kept of a secret: SHA-256 of its UTF-8 form, 64 hexadecimal digits.
    public static String hashOf(String secret) {
        return ConfigHash.sha256(secret);
    }

    /// Compares two hashes in a time that does not depend on where they differ.
    public static boolean sameHash(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.US_ASCII),
                other.getBytes(StandardCharsets.US_ASCII));
    }

    /// The hash of this key's token.
    public String hash() {
        return hashOf(token);
    }

    @Override
    public String toString() {
        return "ApiKey[" + id + "]";
    }
}
