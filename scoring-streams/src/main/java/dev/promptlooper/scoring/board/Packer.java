package dev.promptlooper.scoring.board;

import java.math.BigInteger;
import java.util.Arrays;

/// Writes the compact binary form of state: variable-length integers, IEEE doubles.
final class Packer {

    private byte[] bytes;
    private int size;

    Packer(int expected) {
        bytes = new byte[expected];
    }

    Packer number(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            raw((byte) (rest | 0x80));
            rest >>>= 7;
        }
        return raw((byte) rest);
    }

    Packer decimal(double value) {
        long bits = Double.doubleToLongBits(value);
        for (int shift = 56; shift >= 0; shift -= 8) {
            raw((byte) (bits >>> shift));
        }
        return this;
    }

    Packer big(BigInteger value) {
        return block(value.toByteArray());
    }

    Packer block(byte[] block) {
        number(block.length);
        ensure(block.length);
        System.arraycopy(block, 0, bytes, size, block.length);
        size += block.length;
        return this;
    }

    Packer raw(byte value) {
        ensure(1);
        bytes[size++] = value;
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
