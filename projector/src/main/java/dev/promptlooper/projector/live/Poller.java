package dev.promptlooper.projector.live;

import dev.promptlooper.contracts.json.Json;
import dev.promptlooper.projector.live.ClientFrame.BadFrame;
import dev.promptlooper.projector.live.ClientFrame.Wish;
import dev.promptlooper.projector.live.FrameWriter.Refusal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The other transport: the same frames from the same views, for one request at a time. Thread-safe; [#answer] waits and belongs
/// on a virtual thread.
public final class Poller {

    private static final int MAX_WAIT_MS = 30_000;
    private static final long LOADING_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int AFTER_NEWS_MS = 1_000;
    private static final int AFTER_NOTHING_MS = 2_000;

    /// What to answer.
    ///
    /// @param status 200, 304, 400 or 503
    /// @param body   the answer, or for 400 and 503 what is wrong, in words; empty for 304
    /// @param tag    position of the only channel, or null
    public record Answer(int status, String body, @Nullable String tag) {}

    private record Follow(Wish wish, View view) {}

    /// For so long nobody asks again whether who came in may stay.
    private static final long CERTAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Hub hub;

    public Poller(Hub hub) {
        this.hub = hub;
    }

    /// Answers a request for several channels.
    ///
    /// @param json the body of the request
    public Answer answer(String json, Admission admission) throws InterruptedException {
        List<Wish> wishes = new ArrayList<>();
        long waitMs;
        try {
            JsonNode request = Json.MAPPER.readTree(json);
            JsonNode subs = request.path("subs");
            JsonNode wait = request.path("waitMs");
            if (!subs.isArray() || subs.size() > hub.settings().maxSubscriptions()) {
                throw new BadFrame("subs is a list of up to " + hub.settings().maxSubscriptions() + " channels");
            }
            if (!wait.isMissingNode() && (!wait.isInt() || wait.asInt() < 0 || wait.asInt() > MAX_WAIT_MS)) {
                throw new BadFrame("waitMs is a whole number from 0 to " + MAX_WAIT_MS);
            }
            waitMs = wait.asInt(0);
            for (JsonNode sub : subs) {
                wishes.add(ClientFrame.wish(sub, hub.settings()));
            }
        } catch (JacksonException e) {
            return new Answer(400, "not JSON: " + Json.problem(e), null);
        } catch (BadFrame e) {
            return new Answer(400, String.valueOf(e.getMessage()), null);
        }
        return answer(wishes, waitMs, null, admission);
    }

    /// Answers a request for one channel, without waiting.
    ///
    /// @param since  `epoch-seq`, or null
    /// @param top    as wished, or null
    /// @param known  value of `If-None-Match`, or null
    public Answer answer(String channel, @Nullable String since, @Nullable String top, @Nullable String known,
            Admission admission) throws InterruptedException {
        Position from = since == null ? null : Position.parse(since);
        if (since != null && from == null) {
            return new Answer(400, "since is a position such as k3f9-131, was '" + since + "'", null);
        }
        if (top != null && !top.matches("[1-9][0-9]{0,8}")) {
            return new Answer(400, "top is a whole number from 1, was '" + top + "'", null);
        }
        Integer size = top == null ? null : Integer.valueOf(top);
        return answer(List.of(new Wish(channel, from, LiveSettings.DEFAULT_HZ, size, List.of())), 0,
                known == null ? "" : known, admission);
    }

    private Answer answer(List<Wish> wishes, long waitMs, @Nullable String known, Admission admission)
            throws InterruptedException {
        List<Frame> refused = new ArrayList<>();
        List<Follow> follows = new ArrayList<>();
        Semaphore news = new Semaphore(0);
        Runnable follower = news::release;
        try {
            for (Wish wish : wishes) {
                follow(wish, admission, follower, follows, refused);
            }
            long start = hub.now();
            while (true) {
                news.drainPermits();
                boolean loaded = follows.stream().allMatch(follow -> follow.view().position() != null);
                long waited = hub.now() - start;
                if (loaded) {
                    String tag = known == null || follows.isEmpty()
                            ? null
                            : "\"" + follows.getFirst().view().position() + "\"";
                    if (tag != null && known != null && known.contains(tag)) {
                        return new Answer(304, "", tag);
                    }
                    List<Frame> frames = new ArrayList<>(refused);
                    follows.forEach(follow -> frames.addAll(frames(follow)));
                    if (waited > CERTAIN_NANOS && !admission.isValid()) {
                        return new Answer(401, "the credential ended while the request waited; show another", null);
                    }
                    if (!frames.isEmpty() || waited >= TimeUnit.MILLISECONDS.toNanos(waitMs)) {
                        return new Answer(200, body(frames), tag);
                    }
                } else if (waited >= LOADING_NANOS) {
                    return new Answer(503, "the database does not answer; try again in 2 seconds", null);
                }
                long until = loaded ? TimeUnit.MILLISECONDS.toNanos(waitMs) : LOADING_NANOS;
                news.tryAcquire(Math.max(1, until - waited), TimeUnit.NANOSECONDS);
            }
        } finally {
            for (Follow follow : follows) {
                follow.view().leave(follower);
                hub.release(follow.view());
            }
        }
    }

    private void follow(Wish wish, Admission admission, Runnable follower, List<Follow> follows,
            List<Frame> refused) {
        ChannelName name = ChannelName.parse(wish.channel());
        if (name == null) {
            refused.add(FrameWriter.error(null, wish.channel(), Refusal.UNKNOWN_CHANNEL));
        } else if (!admission.maySee(name)) {
            refused.add(FrameWriter.error(null, wish.channel(), Refusal.FORBIDDEN));
        } else {
            View view = hub.acquire(wish.key(name, hub.settings()));
            if (view == null) {
                refused.add(FrameWriter.error(null, wish.channel(), Refusal.TOO_MANY_CHANNELS));
            } else {
                follows.add(new Follow(wish, view));
                view.follow(follower);
            }
        }
    }

    /// What brings a client from its position to the view's; nothing when it is there, or ahead of a replica that is behind.
    private static List<Frame> frames(Follow follow) {
        View view = follow.view();
        Position since = follow.wish().since();
        synchronized (view) {
            Position at = view.position();
            if (at == null) {
                return List.of();
            }
            if (since == null || !view.reaches(since)) {
                return view.snapshot();
            }
            List<Frame> after = since.seq() >= at.seq() ? List.of() : view.after(since.seq());
            return after == null ? view.snapshot() : after;
        }
    }

    private static String body(List<Frame> frames) {
        StringBuilder text = new StringBuilder("{\"frames\":[");
        for (Frame frame : frames) {
            text.append(text.charAt(text.length() - 1) != '[' ? "," : "").append(frame.text());
        }
        return text.append("],\"pollAfterMs\":")
                .append(frames.isEmpty() ? AFTER_NOTHING_MS : AFTER_NEWS_MS)
                .append('}')
                .toString();
    }
}
