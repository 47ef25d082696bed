package dev.promptlooper.standalone.fakellm;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promptlooper.contracts.json.Json;
import org.jspecify.annotations.Nullable;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Every call that ended, in order, never changed: the oracle of "paid twice". In memory (about 250 bytes a call) and, when a
/// file is given, as JSON lines. Thread-safe.
public final class Ledger {

    private final List<Entry> entries = new ArrayList<>();
    private final @Nullable BufferedWriter file;

    Ledger(@Nullable Path path) {
        try {
            if (path == null) {
                this.file = null;
            } else {
                Path parent = path.toAbsolutePath().getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                this.file = Files.newBufferedWriter(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot append to the ledger " + path, e);
        }
    }

    /// One call.
    ///
    /// @param n                1-based order of ending
    /// @param at               when it arrived, epoch milliseconds
    /// @param body             first 16 hexadecimal digits of the SHA-256 over the request body
    /// @param model            requested model, empty when the request could not be read
    /// @param key              the `Idempotency-Key` header, or null
    /// @param status           HTTP status sent, 0 when none was
    /// @param fault            what went wrong (see [Fault#label()]), `none` for a good answer
    /// @param sent             whether a good answer was handed to the network whole: this is what a provider bills
    /// @param ms               milliseconds from arrival to end
    /// @param promptTokens     tokens billed for the request
    /// @param completionTokens tokens billed for the answer
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Entry(long n, long at, String body, String model, @Nullable String key, int status, String fault,
            boolean sent, long ms, long promptTokens, long completionTokens) {

        /// What must be paid once: the body together with the idempotency key, because repeats share a body.
        public String paidFor() {
            return key == null ? body : body + "/" + key;
        }
    }

    synchronized Entry append(long at, String body, String model, @Nullable String key, int status, Fault fault,
            boolean sent, long ms, long promptTokens, long completionTokens) {
        Entry entry = new Entry(entries.size() + 1L, at, body, model, key, status, fault.label(), sent, ms,
                promptTokens,
                completionTokens);
        entries.add(entry);
        if (file != null) {
            try {
                file.write(Json.write(entry));
                file.newLine();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot append to the ledger", e);
            }
        }
        return entry;
    }

    /// All entries so far.
    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    /// Entries from a 0-based position on, for reading in pages.
    public synchronized List<Entry> entries(int from) {
        return from >= entries.size() ? List.of() : List.copyOf(entries.subList(Math.max(0, from), entries.size()));
    }

    /// Calls that ended.
    public synchronized int size() {
        return entries.size();
    }

    /// Good answers that were sent whole.
    public synchronized long paid() {
        return entries.stream().filter(Entry::sent).count();
    }

    /// Good answers beyond the first for the same body and idempotency key: what was paid again.
    public synchronized long paidAgain() {
        return paid() - timesPaid().size();
    }

    /// How often each [Entry#paidFor()] was paid.
    public synchronized Map<String, Integer> timesPaid() {
        Map<String, Integer> times = new HashMap<>();
        for (Entry entry : entries) {
            if (entry.sent()) {
                times.merge(entry.paidFor(), 1, Integer::sum);
            }
        }
        return times;
    }

    synchronized void flush() {
        try {
            if (file != null) {
                file.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the ledger", e);
        }
    }

    synchronized void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the ledger", e);
        }
    }
}
