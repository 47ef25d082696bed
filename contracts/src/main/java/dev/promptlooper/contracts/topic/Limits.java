package dev.promptlooper.contracts.topic;

/// Sizes, in bytes, decided once: producers, topics and consumers are all configured from this record.
///
/// @param recordBytes   largest record on any topic, uncompressed (`max.request.size`, `max.message.bytes`, fetch sizes)
/// @param requestBytes  largest request body (rendered prompt with parameters)
/// @param caseBytes     largest dataset case
/// @param inlineBytes   largest answer text that travels inside a record; larger ones go to the body store
/// @param responseBytes largest HTTP response that is read at all, after decompression
public record Limits(int recordBytes, int requestBytes, int caseBytes, int inlineBytes, int responseBytes) {

    public static final Limits DEFAULT = new Limits(4 << 20, 1 << 20, 512 << 10, 256 << 10, 10 << 20);

    public Limits {
        if (recordBytes < requestBytes + caseBytes + 2 * inlineBytes) {
            throw new IllegalArgumentException("recordBytes " + recordBytes
                    + " cannot hold a request, a case and an escaped inline answer; raise it or lower the others");
        }
    }
}
