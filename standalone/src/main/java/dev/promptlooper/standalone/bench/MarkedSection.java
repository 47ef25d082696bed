package dev.promptlooper.standalone.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The part of a Markdown file that a benchmark writes, between two marks that a reader does not see. Immutable.
public final class MarkedSection {

    private static final String END = "<!-- end of results -->";

    private final String begin;

    private MarkedSection(String begin) {
        this.begin = begin;
    }

    /// @param command what replaces it, for example `bench pipeline`
    public static MarkedSection of(String command) {
        return new MarkedSection("<!-- results of `" + command + "`: replaced by it -->");
    }

    /// Replaces what stands between the marks; a file without them gets them at its end, a missing file is made.
    public void replace(Path file, List<String> lines) throws IOException {
        String text = Files.exists(file) ? Files.readString(file) : "";
        String block = begin + "\n\n" + String.join("\n", lines) + "\n\n" + END;
        int from = text.indexOf(begin);
        int to = text.indexOf(END, Math.max(0, from));
        Files.writeString(file, from >= 0 && to > from
                ? text.substring(0, from) + block + text.substring(to + END.length())
                : text + (text.isEmpty() ? "" : "\n") + block + "\n");
    }
}
