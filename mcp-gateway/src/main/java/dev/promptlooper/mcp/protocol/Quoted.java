package dev.promptlooper.mcp.protocol;

/// Words of a client inside our own: quoted, without control characters, short.
public final class Quoted {

    private static final int LONGEST = 80;

    private Quoted() {}

    /// In single quotes, at most 80 characters of it.
    public static String of(String value) {
        return "'" + plain(value, LONGEST) + "'";
    }

    /// Without control characters and without what looks like one; cut at `longest` characters.
    public static String plain(String value, int longest) {
        String clean = value.replaceAll("[\\p{Cntrl}\\p{Cf}]", " ");
        return clean.length() <= longest ? clean : clean.substring(0, longest) + "…";
    }
}
