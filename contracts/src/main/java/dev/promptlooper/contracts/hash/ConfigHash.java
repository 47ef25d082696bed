package dev.promptlooper.contracts.hash;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The cache key: SHA-256 over everything that decides a response.
///
/// The digest is taken over the UTF-8 bytes of the canonical JSON object
/// `{"body":…,"endpoint":"…","repeat":n,"v":1}`, where `body` is the very request body that is sent. There is no list of
/// fields to hash, so none can be left out. `docs/config-hash.md` specifies it with test vectors.
public final class ConfigHash {

    /// Version of the pre-image format, part of the hash.
    public static final int VERSION = 1;

    private ConfigHash() {}

    /// @param canonicalBody request body in canonical form (see [CanonicalJson]), a JSON object
    /// @param endpointUrl   identity of the endpoint, see [EndpointUrl]
    /// @param repeat        cache slot, 0-based: repeat 1 must not be answered with repeat 0's answer
    /// @return 64 lower-case hexadecimal digits
    public static String of(String canonicalBody, String endpointUrl, int repeat) {
        if (repeat < 0) {
            throw new IllegalArgumentException("repeat must be 0 or more, was " + repeat);
        }
        if (canonicalBody.isEmpty() || canonicalBody.charAt(0) != '{') {
            throw new IllegalArgumentException("the body must be a JSON object in canonical form");
        }
        return sha256(preimage(canonicalBody, endpointUrl, repeat));
    }

    /// The canonical text that [#of] digests, for explaining a hash.
    public static String preimage(String canonicalBody, String endpointUrl, int repeat) {
        return "{\"body\":" + canonicalBody + ",\"endpoint\":" + CanonicalJson.write(endpointUrl) + ",\"repeat\":"
                + repeat + ",\"v\":" + VERSION + "}";
    }

    /// Lower-case hexadecimal SHA-256 of the UTF-8 bytes of a text.
    public static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
