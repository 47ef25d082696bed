package dev.promptlooper.projector.live;

import java.nio.charset.StandardCharsets;

/// An encoded frame to clients, shared by all that get it. Immutable.
///
/// @param text  one JSON object
/// @param bytes length in UTF-8
/// @param seq   number of its channel after it; 0 for frames that are about no position
record Frame(String text, int bytes, long seq) {

    static Frame of(String text, long seq) {
        return new Frame(text, text.getBytes(StandardCharsets.UTF_8).length, seq);
    }
}
