package dev.promptlooper.scoring.scorer;

/// What a [Scorer] says about one run.
public sealed interface ScoreResult {

    /// A number.
    ///
    /// @param value  should be finite and at most [SweepScorers#MAX_VALUE] in size, else the run counts as unscored
    /// @param reason why, one sentence for people; model text in it should go through [#quote]
    record Scored(double value, String reason) implements ScoreResult {}

    /// No number, because the run cannot be judged; it counts neither as passed nor as failed.
    ///
    /// @param reason what is missing, and what to do
    record Unscored(String reason) implements ScoreResult {}

    static ScoreResult of(double value, String reason) {
        return new Scored(value, reason);
    }

    /// 1 when it holds, else 0.
    static ScoreResult verdict(boolean holds, String reason) {
        return new Scored(holds ? 1 : 0, reason);
    }

    static ScoreResult unscored(String reason) {
        return new Unscored(reason);
    }

    /// Text of a model or of a case in a reason: quoted, on one line, cut at 80 characters.
    static String quote(String text) {
        int end = Math.min(text.length(), 80);
        StringBuilder quoted = new StringBuilder(end + 4).append('\'');
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            quoted.append(Character.isISOControl(c) ? ' ' : c);
        }
        return quoted.append(end < text.length() ? "…'" : "'").toString();
    }
}
