package dev.promptlooper.producer.space;

/// Estimates tokens without a tokenizer: four ASCII characters make one token, every other character counts as one. That is
/// close for English and code, and on the high side for other scripts, which is the safe side for a budget.
public final class TokenEstimate {

    private TokenEstimate() {}

    /// Estimated tokens of a text, 0 or more.
    public static long of(CharSequence text) {
        long ascii = 0;
        long other = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 128) {
                ascii++;
            } else if (!Character.isLowSurrogate(c)) {
                other++;
            }
        }
        return (ascii + 3) / 4 + other;
    }
}
