package dev.promptlooper.projector.live;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Function;

/// Decides who may open a connection. Called before the upgrade, after the checks of Host and Origin; may block. This is the
/// place for sessions, tickets in `Sec-WebSocket-Protocol` and tokens.
public interface HandshakeGate {

    /// @param header    first value of a header of the upgrade request, by name, or null
    /// @param protocols what the client offered in `Sec-WebSocket-Protocol`
    Decision admit(Function<String, @Nullable String> header, List<String> protocols);

    /// What was decided.
    sealed interface Decision {}

    /// @param status 401 or 403
    /// @param detail for the problem document; no secret
    record Refused(int status, String detail) implements Decision {}

    /// Who came in. Asked again while the connection lives, from many threads.
    non-sealed interface Admission extends Decision {

        /// Connections are counted per user; null where there are no users.
        @Nullable
        String user();

        /// Whether this user may see a channel.
        boolean maySee(ChannelName channel);

        /// Whether session or token are still good; asked every few minutes.
        boolean isValid();
    }

    /// Everybody who reaches the port may see everything.
    Admission OPEN = new Admission() {
        @Override
        public @Nullable String user() {
            return null;
        }

        @Override
        public boolean maySee(ChannelName channel) {
            return true;
        }

        @Override
        public boolean isValid() {
            return true;
        }
    };
}
