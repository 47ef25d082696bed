package dev.promptlooper.executor.router;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// A piece of JSON text in UTF-8 that is carried on without being looked at. Immutable; equal by content.
final class JsonBytes {

    private final byte[] bytes;
    private final int from;
    private final int to;

    private JsonBytes(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    /// All of an array, which the caller must not change afterwards.
    static JsonBytes of(byte[] bytes) {
        return new JsonBytes(bytes, 0, bytes.length);
    }

    /// A view on part of an array.
    static JsonBytes slice(byte[] bytes, int from, int to) {
        return new JsonBytes(bytes, from, to);
    }

    int length() {
        return to - from;
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(bytes, from, to - from);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonBytes that && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(Arrays.copyOfRange(bytes, from, to));
    }

    @Override
    public String toString() {
        return "JsonBytes[" + length() + "]";
    }
}
