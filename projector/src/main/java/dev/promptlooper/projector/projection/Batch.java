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
    private final Fold<ResponseRecorded> responses = new Fold<>(Tables.RESPONSE);
    private final Fold<SweepDefinition> definitions = new Fold<>(SweepTables.DEFINITION);
    private final Fold<SweepEvent> events = new Fold<>(SweepTables.EVENT);
    private final Fold<SweepState> states = new Fold<>(SweepTables.STATE, (older, newer) -> older.then(newer.last()));
    private final Fold<CandidateMark> marks = new Fold<>(SweepTables.MARK, (older, newer) -> newer.over(older));
    private final Fold<CandidateStats> candidates = new Fold<>(Tables.CANDIDATE);
    private final Fold<CandidateStats> candidateStats = new Fold<>(Tables.CANDIDATE_STATS);
    private final Fold<Leaderboard> leaderboards = new Fold<>(Tables.LEADERBOARD);
    private final Fold<Verdict> verdicts = new Fold<>(SweepTables.VERDICT);
    private final Fold<DeadLetter> letters = new Fold<>(Tables.DEAD_LETTER);
    private final Fold<Tombstone> lostResponses = new Fold<>(Tombstone.RESPONSE);
    private final Fold<Tombstone> lostDefinitions = new Fold<>(Tombstone.DEFINITION);
    private final Fold<Tombstone> lostCandidates = new Fold<>(Tombstone.CANDIDATE);
    private final Fold<Tombstone> lostLeaderboards = new Fold<>(Tombstone.LEADERBOARD);
    private final Fold<Tombstone> lostVerdicts = new Fold<>(Tombstone.VERDICT);
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
            addResponse(record, offset);
        } else if (topic.equals(Topic.CANDIDATE_STATS.topicName())) {
            addCandidate(record, offset);
        } else if (topic.equals(Topic.LEADERBOARD.topicName())) {
            addLeaderboard(record, offset);
        } else if (topic.equals(Topic.VERDICT.topicName())) {
            addVerdict(record, offset);
        } else if (topic.equals(Topic.SWEEP_EVENT.topicName())) {
            addEvent(record, offset);
        } else if (topic.equals(Topic.SWEEP_DEFINITION.topicName())) {
            addDefinition(record, offset);
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

    private void addResponse(ConsumerRecord<String, byte[]> record, long offset) {
        if (record.value() == null) {
            lostResponses.add(Decoder.key(record), new Tombstone(Decoder.key(record), 0), offset);
            responses.remove(Decoder.key(record));
            return;
        }
        ResponseRecorded response = Decoder.value(Topic.RESPONSE, record);
        Decoder.checkSchema(response.schema(), ResponseRecorded.SCHEMA);
        responses.add(response.configHash(), response, offset);
        lostResponses.remove(response.configHash());
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

    private void addLeaderboard(ConsumerRecord<String, byte[]> record, long offset) {
        if (record.value() == null) {
            lostLeaderboards.add(Decoder.key(record), new Tombstone(Decoder.key(record), 0), offset);
            leaderboards.remove(Decoder.key(record));
            return;
        }
        Leaderboard board = Decoder.value(Topic.LEADERBOARD, record);
        Decoder.checkSchema(board.schema(), Leaderboard.SCHEMA);
        leaderboards.add(board.sweepId(), board, offset);
        lostLeaderboards.remove(board.sweepId());
        touchedSweeps.add(board.sweepId());
    }

    private void addVerdict(ConsumerRecord<String, byte[]> record, long offset) {
        if (record.value() == null) {
            lostVerdicts.add(Decoder.key(record), new Tombstone(Decoder.key(record), 0), offset);
            verdicts.remove(Decoder.key(record));
            return;
        }
        Verdict verdict = Decoder.value(Topic.VERDICT, record);
        Decoder.checkSchema(verdict.schema(), Verdict.SCHEMA);
        verdicts.add(verdict.sweepId(), verdict, offset);
        lostVerdicts.remove(verdict.sweepId());
        touchedSweeps.add(verdict.sweepId());
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

    private void addDefinition(ConsumerRecord<String, byte[]> record, long offset) {
        if (record.value() == null) {
            lostDefinitions.add(Decoder.key(record), new Tombstone(Decoder.key(record), 0), offset);
            definitions.remove(Decoder.key(record));
            touchedSweeps.add(Decoder.key(record));
            return;
        }
        SweepDefinition definition = Decoder.value(Topic.SWEEP_DEFINITION, record);
        Decoder.checkSchema(definition.schema(), SweepDefinition.SCHEMA);
        definitions.add(definition.sweepId(), definition, offset);
        lostDefinitions.remove(definition.sweepId());
        touchedSweeps.add(definition.sweepId());
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
        lostDefinitions.write(connection, ROWS_AT_ONCE);
        definitions.write(connection, TEXTS_AT_ONCE);
        events.write(connection, ROWS_AT_ONCE);
        states.write(connection, ROWS_AT_ONCE);
        marks.write(connection, ROWS_AT_ONCE);
        lostResponses.write(connection, ROWS_AT_ONCE);
        responses.write(connection, TEXTS_AT_ONCE);
        runs.write(connection, ROWS_AT_ONCE);
        lostCandidates.write(connection, ROWS_AT_ONCE);
        candidates.write(connection, ROWS_AT_ONCE);
        candidateStats.write(connection, ROWS_AT_ONCE);
        lostLeaderboards.write(connection, ROWS_AT_ONCE);
        leaderboards.write(connection, ROWS_AT_ONCE);
        lostVerdicts.write(connection, ROWS_AT_ONCE);
        verdicts.write(connection, TEXTS_AT_ONCE);
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
