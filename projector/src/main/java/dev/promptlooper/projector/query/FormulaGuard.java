package dev.promptlooper.projector.query;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Keeps a spreadsheet from running text as a formula (CSV injection): model output is not ours to trust.
public final class FormulaGuard {

    /// Also the wide forms, which spreadsheets of East Asian languages take for the narrow ones.
    private static final String STARTS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private FormulaGuard() {}

    /// The cells of a row, texts that begin like a formula prefixed with `'`.
    public static List<@Nullable Object> of(List<? extends @Nullable Object> cells) {
        List<@Nullable Object> guarded = new ArrayList<>(cells.size());
        for (Object cell : cells) {
            guarded.add(cell instanceof String text && !text.isEmpty() && STARTS.indexOf(text.charAt(0)) >= 0
                    ? "'" + text
                    : cell);
        }
        return guarded;
    }
}
