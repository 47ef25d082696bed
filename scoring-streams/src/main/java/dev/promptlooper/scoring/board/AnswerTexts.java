package dev.promptlooper.scoring.board;

import dev.promptlooper.contracts.event.Text;

import java.sql.SQLException;
import java.util.Optional;

/// Where the whole text of an answer is found; [dev.promptlooper.contracts.database.BodyStore] is one.
@FunctionalInterface
public interface AnswerTexts {

    /// @return the text, or empty when it is lost
    /// @throws SQLException when the store does not answer
    Optional<String> load(Text text) throws SQLException;
}
