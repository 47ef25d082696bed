package dev.promptlooper.contracts.endpoint;

import com.fasterxml.jackson.annotation.JsonCreator;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A reference to a secret, never the secret: `env:NAME` or `file:/path`. The value is resolved at the moment of use and is
/// never logged, serialised or kept; [#toString()] shows the reference only.
public final class SecretRef {

    private final String reference;

    private SecretRef(String reference) {
        this.reference = reference;
    }

    /// @throws IllegalArgumentException when it is not `env:NAME` or `file:PATH`; the text is not repeated, it may be a key
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static SecretRef parse(String reference) {
        if ((reference.startsWith("env:") && reference.length() > 4)
                || (reference.startsWith("file:") && reference.length() > 5)) {
            return new SecretRef(reference);
        }
        throw new IllegalArgumentException(
                "a key is given as a reference, env:NAME or file:/path, never as the key itself");
    }

    /// @param environment where `env:` references look
    /// @return the secret
    /// @throws IllegalStateException naming the reference (not the value) when there is nothing behind it
    public String resolve(Map<String, String> environment) {
        if (reference.startsWith("env:")) {
            String value = environment.get(reference.substring(4));
            if (value == null || value.isBlank()) {
                throw new IllegalStateException("the environment variable " + reference.substring(4)
                        + " is not set; the endpoint needs it for its key");
            }
            return usable(value);
        }
        Path file = Path.of(reference.substring(5));
        try {
            return usable(Files.readString(file));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the key file " + file + "; the endpoint needs it for its key",
                    e);
        }
    }

    /// A key goes into an HTTP header: it is one line, and not nothing.
    private String usable(String value) {
        String key = value.strip();
        if (key.isEmpty() || key.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalStateException(
                    "the key behind " + reference + " is empty or has more than one line; put the bare key there");
        }
        return key;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SecretRef that && reference.equals(that.reference);
    }

    @Override
    public int hashCode() {
        return reference.hashCode();
    }

    @Override
    public String toString() {
        return reference;
    }
}
