package dev.promptlooper.executor.caller;

import dev.promptlooper.executor.caller.CallSource.Delivery;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// One partition during one assignment: its ledger, and the requests that are held back until it is known which of them have
/// ended already. Belongs to the polling thread; the scan runs on a thread of its own.
final class AssignedPartition {

    private static final Logger LOG = LoggerFactory.getLogger(AssignedPartition.class);
    private static final long SCAN_AGAIN_NANOS = 1_000_000_000;

    private final int partition;
    private final EndedScan scan;
    private final int readAhead;
    private final OffsetLedger ledger = new OffsetLedger();
    private final List<Delivery> held = new ArrayList<>();
    private boolean scanning;
    private volatile @Nullable EndedCalls ended;

    AssignedPartition(int partition, EndedScan scan, int readAhead) {
        this.partition = partition;
        this.scan = scan;
        this.readAhead = readAhead;
    }

    OffsetLedger ledger() {
        return ledger;
    }

    /// False while the scan runs, and while the first request that is not done is too far behind: no more records please.
    boolean isReady() {
        return (!scanning || ended != null) && ledger.ahead() < readAhead;
    }

    /// Takes a request in; the first one starts the scan.
    ///
    /// @param timestamp of its record
    void hold(Delivery delivery, long timestamp) {
        held.add(delivery);
        if (!scanning) {
            scanning = true;
            long since = Math.min(timestamp, delivery.call().requestedAt());
            Thread.ofVirtual().name("ended-scan-" + partition).start(() -> scan(since));
        }
    }

    /// Lets go what may be called; what has ended already is done.
    void release(List<Delivery> into) {
        EndedCalls known = ended;
        if (known == null || held.isEmpty()) {
            return;
        }
        for (Delivery delivery : held) {
            if (known.contains(delivery)) {
                delivery.done();
            } else {
                into.add(delivery);
            }
        }
        if (held.getLast().offset() >= known.until()) {
            ended = EndedCalls.NONE; // has served its purpose
        }
        held.clear();
    }

    private void scan(long since) {
        while (!ledger.isRevoked()) {
            try {
                ended = scan.read(partition, since, () -> !ledger.isRevoked());
                return;
            } catch (KafkaException e) {
                LOG.warn("cannot read what has ended in partition {} yet, nothing is called before: {}", partition,
                        e.toString());
                LockSupport.parkNanos(SCAN_AGAIN_NANOS);
            }
        }
    }
}
