package dev.promptlooper.producer.planner;

import dev.promptlooper.producer.space.Candidates.Block;
import dev.promptlooper.producer.strategy.StateEntries;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.List;

/// Mean price of an answer per model, as far as answers were seen; for "about what the whole grid would cost". Kept in one small
/// entry per model. Not thread-safe.
final class Prices {

    private static final String KEY = "price/";

    private final StateEntries entries;
    private final long[] answers;
    private final double[] usd;

    Prices(StateEntries entries, int models) {
        this.entries = entries;
        this.answers = new long[models];
        this.usd = new double[models];
        for (int model = 0; model < models; model++) {
            byte[] saved = entries.get(KEY + model);
            if (saved != null) {
                ByteBuffer buffer = ByteBuffer.wrap(saved);
                answers[model] = buffer.getLong();
                usd[model] = buffer.getDouble();
            }
        }
    }

    /// @param model position in the sweep's models
    /// @param price dollars of one answer, whoever paid it
    void add(int model, double price) {
        answers[model]++;
        usd[model] += price;
        entries.put(KEY + model, ByteBuffer.allocate(16).putLong(answers[model]).putDouble(usd[model]).array());
    }

    /// Dollars for so many runs, spread over models as the candidates are; models of which no answer was seen are taken for
    /// average. Null while no price was seen.
    @Nullable
    Double of(List<Block> blocks, long runs) {
        long seen = 0;
        double spent = 0;
        for (int model = 0; model < answers.length; model++) {
            seen += answers[model];
            spent += usd[model];
        }
        if (seen == 0) {
            return null;
        }
        double indexes = 0;
        double sum = 0;
        for (Block block : blocks) {
            double size = block.to() - block.from();
            int model = block.model();
            indexes += size;
            sum += size * (answers[model] == 0 ? spent / seen : usd[model] / answers[model]);
        }
        return indexes == 0 ? null : runs * sum / indexes;
    }
}
