package dev.promptlooper.projector.projection;

import dev.promptlooper.contracts.event.CandidateStats;
import dev.promptlooper.contracts.event.DeadLetter;
import dev.promptlooper.contracts.event.Leaderboard;
import dev.promptlooper.contracts.event.ResponseRecorded;
import dev.promptlooper.contracts.event.RunScored;
import dev.promptlooper.contracts.event.SweepEvent;
import dev.promptlooper.contracts.event.Verdict;
import dev.promptlooper.contracts.sweep.SweepDefinition;
import dev.promptlooper.contracts.topic.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The records of one poll, decoded and folded by key. What cannot be decoded is set aside. Confined to one thread.
final class Batch {

    /// Topics that are projected.
    static final List<Topic<?>> TOPICS = List.of(Topic.SWEEP_DEFINITION, Topic.SWEEP_EVENT, Topic.RUN_SCORED,
            Topic.RESPONSE,
            Topic.CANDIDATE_STATS, Topic.LEADERBOARD, Topic.VERDICT, Topic.DEAD_LETTER);

    private static final int ROWS_AT_ONCE = 5_000;
    // Rows with whole texts (a request and an answer of up to 256 KiB each): a statement stays far below the message limit.
    private static final int TEXTS_AT_ONCE = 200;

    private final Fold<RunScored> runs = new Fold<>(Tables.RUN, Batch::merge);
    private final Compacted<ResponseRecorded> responses = new Compacted<>(Topic.RESPONSE, ResponseRecorded.SCHEMA,
            ResponseRecorded::schema, ResponseRecorded::configHash, Tables.RESPONSE, Tombstone.RESPONSE);
    private final Compacted<SweepDefinition> definitions = new Compacted<>(Topic.SWEEP_DEFINITION,
            SweepDefinition.SCHEMA, SweepDefinition::schema, SweepDefinition::sweepId, SweepTables.DEFINITION,
            Tombstone.DEFINITION);
    private final Fold<SweepEvent> events = new Fold<>(SweepTables.EVENT);
    private final Fold<SweepState> states = new Fold<>(SweepTables.STATE, (older, newer) -> older.then(newer.last()));
    private final Fold<CandidateMark> marks = new Fold<>(SweepTables.MARK, (older, newer) -> newer.over(older));
    private final Fold<CandidateStats> candidates = new Fold<>(Tables.CANDIDATE);
    private final Fold<CandidateStats> candidateStats = new Fold<>(Tables.CANDIDATE_STATS);
    private final Compacted<Leaderboard> leaderboards = new Compacted<>(Topic.LEADERBOARD, Leaderboard.SCHEMA,
            Leaderboard::schema, Leaderboard::sweepId, Tables.LEADERBOARD, Tombstone.LEADERBOARD);
    private final Compacted<Verdict> verdicts = new Compacted<>(Topic.VERDICT, Verdict.SCHEMA, Verdict::schema,
            Verdict::sweepId, SweepTables.VERDICT, Tombstone.VERDICT);
    private final Fold<DeadLetter> letters = new Fold<>(Tables.DEAD_LETTER);
    private final Fold<Tombstone> lostCandidates = new Fold<>(Tombstone.CANDIDATE);
    private final Set<String> touchedSweeps = new TreeSet<>();
    private final List<Poison> poison = new ArrayList<>();

    static Batch of(Iterable<ConsumerRecord<String, byte[]>> records) {
        Batch batch = new Batch();
        for (ConsumerRecord<String, byte[]> record : records) {
            try {
                batch.add(record);
            } catch (RuntimeException e) {
                batch.setAside(new Poison(record, "undecodable", String.valueOf(e.getMessage())));
            }
        }
        return batch;
    }

    /// A batch of one record that the database does not take, whatever is done: its dead letter alone.
    static Batch of(Poison poison) {
        Batch batch = new Batch();
        batch.setAside(poison);
        return batch;
    }

    private void setAside(Poison letter) {
        if (letter.record().topic().equals(Topic.DEAD_LETTER.topicName())) {
            // Sent on, it would come back here for ever: it is shown, and that is all.
            letters.add(Poison.identity(letter.toDeadLetter()), letter.toDeadLetter(), letter.record().offset());
        } else {
            poison.add(letter);
        }
    }

    private void add(ConsumerRecord<String, byte[]> record) {
        String topic = record.topic();
        long offset = record.offset();
        if (topic.equals(Topic.RUN_SCORED.topicName())) {
            RunScored scored = Decoder.value(Topic.RUN_SCORED, record);
            Decoder.checkSchema(scored.schema(), RunScored.SCHEMA);
            runs.add(scored.run().id(), scored, offset);
            touchedSweeps.add(scored.run().sweepId());
        } else if (topic.equals(Topic.RESPONSE.topicName())) {
            responses.add(record);
        } else if (topic.equals(Topic.CANDIDATE_STATS.topicName())) {
            addCandidate(record, offset);
        } else if (topic.equals(Topic.LEADERBOARD.topicName())) {
            touchedSweeps.add(leaderboards.add(record));
        } else if (topic.equals(Topic.VERDICT.topicName())) {
            touchedSweeps.add(verdicts.add(record));
        } else if (topic.equals(Topic.SWEEP_EVENT.topicName())) {
            addEvent(record, offset);
        } else if (topic.equals(Topic.SWEEP_DEFINITION.topicName())) {
            touchedSweeps.add(definitions.add(record));
        } else if (topic.equals(Topic.DEAD_LETTER.topicName())) {
            DeadLetter letter = Decoder.value(Topic.DEAD_LETTER, record);
            String identity = letter.offset() < 0
                    ? record.partition() + "@" + offset
                    : Poison.identity(letter);
            // The first report stays, here as in the table.
            if (letters.get(identity) == null) {
                letters.add(identity, letter, offset);
            }
        } else {
            throw new IllegalArgumentException("nothing is projected from topic " + topic);
        }
    }

    private void addCandidate(ConsumerRecord<String, byte[]> record, long offset) {
        if (record.value() == null) {
            lostCandidates.add(Decoder.key(record), Tombstone.ofCandidate(Decoder.key(record)), offset);
            candidates.remove(Decoder.key(record));
            candidateStats.remove(Decoder.key(record));
            return;
        }
        CandidateStats stats = Decoder.value(Topic.CANDIDATE_STATS, record);
        Decoder.checkSchema(stats.schema(), CandidateStats.SCHEMA);
        String key = stats.sweepId() + "/" + stats.candidate().index();
        candidates.add(key, stats, offset);
        candidateStats.add(key, stats, offset);
        lostCandidates.remove(key);
    }

    private void addEvent(ConsumerRecord<String, byte[]> record, long offset) {
        SweepEvent event = Decoder.value(Topic.SWEEP_EVENT, record);
        Decoder.checkSchema(event.schema(), SweepEvent.SCHEMA);
        events.add(event.sweepId() + "/" + "%019d".formatted(event.seq()), event, offset);
        states.add(event.sweepId(), SweepState.of(event), offset);
        for (long candidate : event.candidates()) {
            CandidateMark mark = CandidateMark.of(event, candidate);
            if (mark != null) {
                marks.add(event.sweepId() + "/" + candidate, mark, offset);
            }
        }
        touchedSweeps.add(event.sweepId());
    }

    /// The newer record, with the payment of whichever was paid; the SQL of [Tables#RUN] says the same for rows.
    private static RunScored merge(RunScored older, RunScored newer) {
        boolean olderPaid = older.paidCalls() > newer.paidCalls();
        return new RunScored(newer.schema(), newer.run(), newer.configHash(), newer.status(),
                olderPaid ? older.source() : newer.source(), newer.failure(), newer.message(), newer.scores(),
                newer.usage(), newer.costUsd(), Math.max(older.paidUsd(), newer.paidUsd()),
                Math.max(older.paidTokens(), newer.paidTokens()), Math.max(older.paidCalls(), newer.paidCalls()),
                newer.latencyMs(), newer.attempts(), newer.reserved(), newer.scoredAt());
    }

    /// Writes all rows inside of the caller's transaction.
    void write(Connection connection) throws SQLException {
        definitions.write(connection, ROWS_AT_ONCE, TEXTS_AT_ONCE);
        events.write(connection, ROWS_AT_ONCE);
        states.write(connection, ROWS_AT_ONCE);
        marks.write(connection, ROWS_AT_ONCE);
        responses.write(connection, ROWS_AT_ONCE, TEXTS_AT_ONCE);
        runs.write(connection, ROWS_AT_ONCE);
        lostCandidates.write(connection, ROWS_AT_ONCE);
        candidates.write(connection, ROWS_AT_ONCE);
        candidateStats.write(connection, ROWS_AT_ONCE);
        leaderboards.write(connection, ROWS_AT_ONCE, ROWS_AT_ONCE);
        verdicts.write(connection, ROWS_AT_ONCE, TEXTS_AT_ONCE);
        letters.write(connection, ROWS_AT_ONCE);
    }

    /// Records that were set aside, in the order they were read.
    List<Poison> poison() {
        return poison;
    }

    /// Sweeps of which anything but a candidate's row changed.
    Set<String> touchedSweeps() {
        return touchedSweeps;
    }

    List<RunScored> runs() {
        return runs.records();
    }

    List<CandidateStats> candidates() {
        return candidates.records();
    }

    List<Tombstone> lostCandidates() {
        return lostCandidates.records();
    }

    List<CandidateMark> marks() {
        return marks.records();
    }

    /// Sorted by sweep and number.
    List<SweepEvent> events() {
        return events.records();
    }
}
