package dev.promptlooper.producer.planner;

import dev.promptlooper.contracts.event.DatasetCase;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Cases by index, read in pages and kept in a small least-recently-used cache; versions are immutable, so nothing in it can be
/// stale. Thread-safe; a page is read by one thread at a time.
public final class CasePages {

    private static final int PAGE = 200;
    private static final long DEFAULT_CHARACTERS = 16L << 20;

    private final CaseSource source;
    private final long maxCharacters;
    private final Map<Key, Page> pages = new LinkedHashMap<>(16, 0.75f, true);
    private long characters;

    public CasePages(CaseSource source) {
        this(source, DEFAULT_CHARACTERS);
    }

    /// @param maxCharacters bound of what is kept, in characters of text; at least one page is kept whatever its size
    CasePages(CaseSource source, long maxCharacters) {
        this.source = source;
        this.maxCharacters = maxCharacters;
    }

    /// @return the case, or null when the dataset version has no such index
    /// @throws dev.promptlooper.contracts.kafka.RetryLater when the database does not answer
    public synchronized @Nullable DatasetCase find(String dataset, int version, long index) {
        Key key = new Key(dataset, version, index / PAGE);
        Page page = pages.get(key);
        if (page == null) {
            page = read(key);
        }
        int position = (int) (index % PAGE);
        return position < page.cases().size() ? page.cases().get(position) : null;
    }

    private Page read(Key key) {
        List<DatasetCase> cases = source.cases(key.dataset(), key.version(), key.page() * PAGE, PAGE);
        Page page = new Page(List.copyOf(cases), cases.stream().mapToLong(CasePages::weigh).sum());
        var oldest = pages.entrySet().iterator();
        while (oldest.hasNext() && characters + page.characters() > maxCharacters) {
            characters -= oldest.next().getValue().characters();
            oldest.remove();
        }
        pages.put(key, page);
        characters += page.characters();
        return page;
    }

    private static long weigh(DatasetCase row) {
        long weight = 100L + (row.expected() == null ? 0 : row.expected().length());
        for (Object value : row.vars().values()) {
            weight += 50L + (value instanceof String text ? text.length() : String.valueOf(value).length());
        }
        return weight + row.metadata().toString().length();
    }

    private record Key(String dataset, int version, long page) {}

    private record Page(List<DatasetCase> cases, long characters) {}
}
