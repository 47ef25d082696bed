package dev.promptlooper.contracts.text;

/// Levenshtein's distance: how many characters (UTF-16 units) have to be inserted, removed or replaced. How near is near enough is
/// the business of whoever makes a suggestion.
public final class EditDistance {

    private EditDistance() {}

    /// @return 0 for equal texts, at most the length of the longer one
    public static int between(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
