package dev.promptlooper.scoring.board;

import java.math.BigInteger;
import java.util.Arrays;

/// Reads what [Packer] wrote.
final class Unpacker {

    private final byte[] bytes;
    private int at;

    Unpacker(byte[] bytes) {
        this.bytes = bytes;
    }

    long number() {
        long value = 0;
        for (int shift = 0;; shift += 7) {
            byte part = bytes[at++];
            value |= (part & 0x7fL) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    int small() {
        return Math.toIntExact(number());
    }

    double decimal() {
        long bits = 0;
        for (int i = 0; i < 8; i++) {
            bits = (bits << 8) | (bytes[at++] & 0xff);
        }
        return Double.longBitsToDouble(bits);
    }

    BigInteger big() {
        int length = small();
        BigInteger value = new BigInteger(bytes, at, length);
        at += length;
        return value;
    }

    byte[] block() {
        int length = small();
        byte[] block = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return block;
    }

    byte raw() {
        return bytes[at++];
    }

    /// @throws IllegalStateException when the format is another one
    void format(int expected) {
        int found = small();
        if (found != expected) {
            throw new IllegalStateException("state has format " + found + ", this program reads " + expected
                    + "; delete the state directory and the changelog topics of promptlooper-scoring to rebuild");
        }
    }
}
