package dev.promptlooper.contracts.access;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// A write that somebody attempts. Texts that are too long are cut, and what a database cannot hold is replaced, so that no
/// request can keep its own record from being written.
///
/// @param actor  [Principal#label()], or `anonymous` for the few routes that are open
/// @param client User-Agent, or what a gateway says of its client
/// @param method HTTP method
/// @param path   path of the request, without its query
/// @param detail what is asked for, as JSON or as text, without secrets; cut after 4 KiB
public record AuditEntry(String actor, @Nullable String client, String method, String path, @Nullable String detail) {

    private static final int LONGEST_DETAIL = 4096;
    private static final int LONGEST_PATH = 2048;
    private static final int LONGEST_NAME = 256;

    public AuditEntry {
        actor = storable(actor, LONGEST_NAME);
        client = client == null ? null : storable(client, LONGEST_NAME);
        method = storable(method, LONGEST_NAME);
        path = storable(path, LONGEST_PATH);
        detail = detail == null ? null : storable(detail, LONGEST_DETAIL);
    }

    static @Nullable String detail(@Nullable String text) {
        return text == null ? null : storable(text, LONGEST_DETAIL);
    }

    /// Valid UTF-8 of at most so many bytes, without U+0000: what is hashed must be what the database gives back.
    private static String storable(String text, int most) {
        byte[] bytes = text.replace('\u0000', '\uFFFD').getBytes(StandardCharsets.UTF_8);
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.IGNORE);
        CharBuffer characters = CharBuffer.allocate(most);
        // Without an end of input, half a character at the cut stays unread.
        decoder.decode(ByteBuffer.wrap(bytes, 0, Math.min(most, bytes.length)), characters, false);
        return characters.flip().toString();
    }
}
