package dev.promptlooper.projector.live;

import dev.promptlooper.contracts.access.Grace;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The limits of the live feed; `docs/live-feed.md` tells clients about them.
///
/// @param tops             sizes that a wished `top` is rounded up to, ascending
/// @param defaultTop       when none is wished
/// @param maxKeys          most further keys of a subscription
/// @param maxSubscriptions most subscriptions of a connection
/// @param maxConnections   most connections of a replica
/// @param maxPerUser       most connections of one person, and of one key
/// @param maxViews         most views of a replica
/// @param frameBytes       largest frame from a client
/// @param partBytes        about the largest frame to a client
/// @param framesPerSecond  frames from a client, after a burst of twice as many
/// @param logEntries       entries of a log that a replica remembers …
/// @param logBytes         … and their bytes
/// @param slowBytes        un-acked bytes of a connection above which the pace is halved
/// @param resetBytes       un-acked bytes of a subscription above which it is reset
/// @param closeBytes       un-acked bytes of a connection above which it is closed
/// @param ackPatience      longest wait for an ack while data is pending
/// @param writePatience    longest time of one write
/// @param heartbeat        interval of pings and `hb`
/// @param silence          longest time without any frame or pong from a client
/// @param linger           how long a view stays that nobody follows
/// @param grace            how long a connection stays of whom nobody can tell whether they still may, see [Grace]
public record LiveSettings(List<Integer> tops, int defaultTop, int maxKeys, int maxSubscriptions, int maxConnections,
        int maxPerUser, int maxViews, int frameBytes, int partBytes, int framesPerSecond, int logEntries, int logBytes,
        long slowBytes, long resetBytes, long closeBytes, Duration ackPatience, Duration writePatience,
        Duration heartbeat, Duration silence, Duration linger, Duration grace) {

    public static final LiveSettings DEFAULT = new LiveSettings(List.of(50, 200, 1_000), 200, 100, 32, 12_000, 20,
            4_000, 8 << 10, 64 << 10, 20, 1_000, 256 << 10, 256 << 10, 1 << 20, 4 << 20, Duration.ofSeconds(15),
            Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(60),
            Grace.DEFAULT);

    /// The variable that sets [#maxPerUser].
    public static final String PER_USER = "PROMPTLOOPER_LIVE_SOCKETS_PER_USER";

    static final double DEFAULT_HZ = 4;
    static final double MAX_HZ = 10;
    static final double MIN_HZ = 0.1;
    /// Below this a slow connection is not slowed down.
    static final double SLOWEST_HZ = 0.2;
    /// Slow resets within a minute that end a connection.
    static final int SLOW_RESETS = 3;

    public LiveSettings {
        tops = List.copyOf(tops);
    }

    /// The defaults, but for what [#PER_USER] and [Grace#VARIABLE] say.
    ///
    /// @throws IllegalArgumentException naming the variable that is wrong
    public static LiveSettings fromEnvironment(Map<String, String> environment) {
        LiveSettings usual = DEFAULT;
        return new LiveSettings(usual.tops, usual.defaultTop, usual.maxKeys, usual.maxSubscriptions,
                usual.maxConnections, perUser(environment.getOrDefault(PER_USER, "").strip(), usual), usual.maxViews,
                usual.frameBytes, usual.partBytes, usual.framesPerSecond, usual.logEntries, usual.logBytes,
                usual.slowBytes, usual.resetBytes, usual.closeBytes, usual.ackPatience, usual.writePatience,
                usual.heartbeat, usual.silence, usual.linger, Grace.fromEnvironment(environment));
    }

    private static int perUser(String text, LiveSettings usual) {
        if (text.isEmpty()) {
            return usual.maxPerUser;
        }
        if (!text.matches("[1-9][0-9]{0,4}") || Integer.parseInt(text) > usual.maxConnections) {
            throw new IllegalArgumentException(PER_USER + " is a whole number from 1 to " + usual.maxConnections
                    + ", was '" + text + "'; leave it empty for " + usual.maxPerUser);
        }
        return Integer.parseInt(text);
    }

    /// The size that a wish is rounded up to.
    int top(int wished) {
        return tops.stream().filter(size -> size >= wished).findFirst().orElse(tops.getLast());
    }
}
